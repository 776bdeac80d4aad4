package io.spendbell.budget.type;

import io.spendbell.event.EntityKind;
import java.util.Set;

/** A tag's budget. */
public final class TagBudgetType implements BudgetAlertType {
    @Override
    public Set<EntityKind> eventGroups() {
        return Set.of(EntityKind.TAG);
    }
}
