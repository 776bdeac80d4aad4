package io.spendbell.store;

/**
 * That a store was found emptied, exchanged, or set back to an earlier state, and what this process gave back of it.
 *
 * @param epoch the id of what is kept there now, the same for all replicas
 * @param isSetBack whether it holds an earlier state, and not nothing or something else
 * @param accounts whose totals were raised to what this process remembers
 * @param claims that were lacking
 * @param windows of gateways' budgets that were lacking
 * @param deliveries that were lacking and not delivered as far as this process knows
 */
public record Wiped(String epoch, boolean isSetBack, int accounts, int claims, int windows, int deliveries) {}
