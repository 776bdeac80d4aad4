/**
 * Whether a budget rings. A budget alert type reads a gateway's status, a
 * {@link io.spendbell.budget.BudgetDefinition} is a budget of Spendbell's own ledger with its windows
 * ({@link io.spendbell.budget.WindowSpec}), and both are judged by the same ladder of rules: which
 * is the highest rule that spend has reached. All of it is pure: it reads no clock and knows no store.
 */
@NullMarked
package io.spendbell.budget;

import org.jspecify.annotations.NullMarked;
