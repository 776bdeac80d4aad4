package io.spendbell.event;

import java.util.Set;

/**
 * The names that events may use and that later stages own.
 *
 * @param subjects tells whose budget a budget alert type speaks of
 * @param alertTypes the wire names of the alert types that an {@code alert} may have
 */
public record EventVocabulary(BudgetSubjects subjects, Set<String> alertTypes) {
    public EventVocabulary {
        alertTypes = Set.copyOf(alertTypes);
    }
}
