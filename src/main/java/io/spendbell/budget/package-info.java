/**
 * Whether a budget rings. {@link io.spendbell.budget.GatewayBudgets} judges what a gateway states,
 * {@link io.spendbell.budget.LedgerBudgets} the budgets of Spendbell's own ledger with their windows; both climb the same
 * ladder of rules and answer with a {@link io.spendbell.budget.BudgetFinding}, the highest rule that spend has reached. All
 * of it is pure: it reads no clock and knows no store.
 */
@NullMarked
package io.spendbell.budget;

import org.jspecify.annotations.NullMarked;
