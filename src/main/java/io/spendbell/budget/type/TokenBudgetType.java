package io.spendbell.budget.type;

import io.spendbell.event.EntityKind;
import java.util.Set;

/** A key's budget. */
public final class TokenBudgetType implements BudgetAlertType {
    @Override
    public Set<EntityKind> eventGroups() {
        return Set.of(EntityKind.KEY);
    }
}
