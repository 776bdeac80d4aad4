package io.spendbell.ingest;

import io.spendbell.alert.AlertType;
import io.spendbell.alerting.Gate;
import io.spendbell.alerting.Rules;
import io.spendbell.budget.BudgetDefinition;
import io.spendbell.budget.GatewayBudgets;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.budget.Thresholds;
import io.spendbell.budget.WindowSpec;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.counter.Counters;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Glob;
import io.spendbell.event.Usd;
import io.spendbell.store.Ledger;
import io.spendbell.store.Store;
import io.spendbell.traffic.CallAlerts;
import io.spendbell.traffic.GatewayAlerts;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Rules by which teams are counted and none is ever over its budget. */
final class TeamRules {
    private static final BudgetDefinition TEAMS = new BudgetDefinition(
            "teams",
            EntityKind.TEAM,
            Glob.of("*"),
            null,
            Usd.ofDollars(4_000_000_000L),
            null,
            WindowSpec.parse("1mo"),
            List.of(),
            false,
            Usd.ZERO,
            1_000);

    private TeamRules() {}

    static Rules neverOver() {
        return new Rules(
                new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD),
                new LedgerBudgets(List.of(TEAMS), ZoneOffset.UTC),
                Counters.NONE,
                new GatewayAlerts(ZoneOffset.UTC),
                CallAlerts.standard(ZoneOffset.UTC),
                new Gate(Set.of(AlertType.BUDGET_ALERTS), subject -> List.of("finops")));
    }

    /** What all teams have spent together, in whole dollars; -1 while the store cannot tell. */
    static long spentDollars(Store store) {
        try {
            return store
                            .ledger()
                            .balances("teams", null, 1_000)
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS)
                            .stream()
                            .map(Ledger.Balance::spent)
                            .mapToLong(Usd::nanos)
                            .sum()
                    / Usd.ofDollars(1).nanos();
        } catch (Exception e) {
            return -1;
        }
    }
}
