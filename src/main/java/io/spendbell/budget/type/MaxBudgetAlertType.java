package io.spendbell.budget.type;

import io.spendbell.event.EntityKind;
import java.util.Set;

/** The early warning of a key's or a team member's budget; it speaks of the same budget as the type without warning. */
public final class MaxBudgetAlertType implements BudgetAlertType {
    @Override
    public Set<EntityKind> eventGroups() {
        return Set.of(EntityKind.KEY, EntityKind.TEAM_MEMBER);
    }
}
