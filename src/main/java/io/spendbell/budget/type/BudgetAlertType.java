package io.spendbell.budget.type;

import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.InvalidEventException;
import java.util.Set;

/**
 * One {@code type} of a gateway's {@code budget} event: whose budget it speaks of, and how an alert about it begins. A type
 * is a class of its own without state; {@link BudgetAlertTypes} makes them by name.
 */
public interface BudgetAlertType {

    /** The event groups that the type may be stated with. */
    Set<EntityKind> eventGroups();

    /** How the event message of an alert begins, up to the colon. */
    default String eventMessage(EntityKind group) {
        return BudgetLabels.of(group);
    }

    /** The entity's id; fails naming the field that is missing. */
    default Entity id(EntityKind group, EntityFields fields) throws InvalidEventException {
        return EntityIds.required(group, fields);
    }

    /** Whether the gateway's own judgement is passed on as it is; otherwise thresholds and soft budget are judged here. */
    default boolean isVerdict() {
        return false;
    }
}
