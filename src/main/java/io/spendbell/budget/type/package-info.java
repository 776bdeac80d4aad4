/**
 * The budget alert types, one class each, and their factory registry {@link io.spendbell.budget.type.BudgetAlertTypes}. A
 * type says which event groups it goes with, how a message about it begins and whose budget it speaks of. To add one,
 * write its class, a line in the registry, a test and a row in docs/events.md.
 */
@NullMarked
package io.spendbell.budget.type;

import org.jspecify.annotations.NullMarked;
