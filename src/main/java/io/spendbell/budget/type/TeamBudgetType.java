package io.spendbell.budget.type;

import io.spendbell.event.EntityKind;
import java.util.Set;

/** A team's budget. */
public final class TeamBudgetType implements BudgetAlertType {
    @Override
    public Set<EntityKind> eventGroups() {
        return Set.of(EntityKind.TEAM);
    }
}
