package io.spendbell.alerting;

import io.spendbell.budget.GatewayBudgets;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.counter.Counters;
import io.spendbell.traffic.CallAlerts;
import io.spendbell.traffic.GatewayAlerts;

/**
 * What events are judged by. Immutable, so that one set of rules takes another's place at once, and safe for use from any
 * thread.
 *
 * @param gateways judges budgets as gateways state them
 * @param ledger the configured budgets
 * @param counters what the ledger counts besides
 * @param running what is told of a gateway's own running
 * @param calls what is told of LLM calls
 * @param gate whether a finding may ring, and where
 */
public record Rules(
        GatewayBudgets gateways,
        LedgerBudgets ledger,
        Counters counters,
        GatewayAlerts running,
        CallAlerts calls,
        Gate gate) {}
