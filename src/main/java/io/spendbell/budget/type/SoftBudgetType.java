package io.spendbell.budget.type;

import io.spendbell.event.EntityKind;
import java.util.Set;

/** A soft budget: the same budget as the hard one of its entity, told when its lower limit was reached. */
public final class SoftBudgetType implements BudgetAlertType {
    @Override
    public Set<EntityKind> eventGroups() {
        return Set.of(EntityKind.KEY, EntityKind.TEAM, EntityKind.USER, EntityKind.ORGANIZATION, EntityKind.PROJECT);
    }
}
