package io.spendbell.budget.type;

import io.spendbell.event.EntityKind;
import java.util.Set;

/** A provider's budget. */
public final class ProviderBudgetType implements BudgetAlertType {
    @Override
    public Set<EntityKind> eventGroups() {
        return Set.of(EntityKind.PROVIDER);
    }
}
