package io.spendbell.budget.type;

import io.spendbell.event.EntityKind;
import java.util.Set;

/** A model's budget. */
public final class ModelBudgetType implements BudgetAlertType {
    @Override
    public Set<EntityKind> eventGroups() {
        return Set.of(EntityKind.MODEL);
    }
}
