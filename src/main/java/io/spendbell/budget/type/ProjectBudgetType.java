package io.spendbell.budget.type;

import io.spendbell.event.EntityKind;
import java.util.Set;

/** A project's budget, whichever of its keys was used. */
public final class ProjectBudgetType implements BudgetAlertType {
    @Override
    public Set<EntityKind> eventGroups() {
        return Set.of(EntityKind.PROJECT);
    }
}
