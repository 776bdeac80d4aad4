package io.spendbell.budget.type;

import io.spendbell.event.EntityKind;
import java.util.Set;

/** The budget of a customer: LiteLLM's end user. */
public final class CustomerBudgetType implements BudgetAlertType {
    @Override
    public Set<EntityKind> eventGroups() {
        return Set.of(EntityKind.CUSTOMER);
    }
}
