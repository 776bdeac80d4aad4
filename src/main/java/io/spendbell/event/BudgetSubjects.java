package io.spendbell.event;

/**
 * Tells whose budget a {@code budget} event speaks of. It is what the decoder must know of the budget alert types, whose
 * registry is a later stage's; calls may come from any thread.
 */
@FunctionalInterface
public interface BudgetSubjects {

    /**
     * The entity whose budget it is.
     *
     * @param type the event's {@code type}
     * @param group the event's {@code user_info.event_group}
     * @throws InvalidEventException if there is no such type, if it does not go with the group, or if the id that it needs
     *     is missing or empty; the message names the field
     */
    Entity subject(String type, EntityKind group, EntityFields fields) throws InvalidEventException;
}
