package io.spendbell.budget.type;

import io.spendbell.event.EntityKind;
import java.util.Set;

/** An organization's budget. */
public final class OrganizationBudgetType implements BudgetAlertType {
    @Override
    public Set<EntityKind> eventGroups() {
        return Set.of(EntityKind.ORGANIZATION);
    }
}
