package io.spendbell.budget.type;

import io.spendbell.event.EntityKind;
import java.util.Set;

/** A user's budget within a team. */
public final class TeamMemberBudgetType implements BudgetAlertType {
    @Override
    public Set<EntityKind> eventGroups() {
        return Set.of(EntityKind.TEAM_MEMBER);
    }
}
