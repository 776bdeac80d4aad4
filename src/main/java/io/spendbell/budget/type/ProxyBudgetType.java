package io.spendbell.budget.type;

import io.spendbell.event.EntityKind;
import java.util.Set;

/** The budget of the whole proxy, of which there is one. */
public final class ProxyBudgetType implements BudgetAlertType {
    @Override
    public Set<EntityKind> eventGroups() {
        return Set.of(EntityKind.PROXY);
    }
}
