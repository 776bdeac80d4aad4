package io.spendbell.budget.type;

import io.spendbell.event.EntityKind;
import java.util.Set;

/** A gateway's own judgement that a key will exceed its limit; it is passed on as said. */
public final class ProjectedLimitExceededType implements BudgetAlertType {
    @Override
    public Set<EntityKind> eventGroups() {
        return Set.of(EntityKind.KEY);
    }

    @Override
    public boolean isVerdict() {
        return true;
    }
}
