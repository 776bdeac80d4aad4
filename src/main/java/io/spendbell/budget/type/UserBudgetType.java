package io.spendbell.budget.type;

import io.spendbell.event.EntityKind;
import java.util.Set;

/** A user's own budget. */
public final class UserBudgetType implements BudgetAlertType {
    @Override
    public Set<EntityKind> eventGroups() {
        return Set.of(EntityKind.USER);
    }
}
