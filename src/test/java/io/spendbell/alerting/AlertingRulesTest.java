package io.spendbell.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.budget.GatewayBudgets;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.budget.Thresholds;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.counter.Counters;
import io.spendbell.event.BudgetEvent;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Event;
import io.spendbell.event.Usd;
import io.spendbell.traffic.CallAlerts;
import io.spendbell.traffic.GatewayAlerts;
import io.vertx.core.Future;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Other rules come into force between two events, and what was known before them stays known. */
class AlertingRulesTest extends AlertingFixture {
    private static Event keyOf(String id, String alias) {
        EntityFields fields =
                EntityFields.ofCaller(id.equals(alias) ? null : id, alias, null, null, null, null, null, null, null);
        return new BudgetEvent(
                null,
                null,
                "token_budget",
                new Entity(EntityKind.KEY, id),
                fields,
                Usd.ofDollars(100),
                Usd.ofDollars(100),
                null,
                null,
                null,
                null);
    }

    @Test
    void an_alias_is_known_by_other_rules_too() throws Exception {
        AlertingVerticle alerting = start();
        await(alerting.accept(List.of(keyOf("hash", "bot"))));

        await(alerting.use(new Rules(
                new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD),
                new LedgerBudgets(List.of(), ZoneOffset.UTC),
                Counters.NONE,
                new GatewayAlerts(ZoneOffset.UTC),
                CallAlerts.standard(ZoneOffset.UTC),
                new Gate(TYPES, subject -> List.of("finops")))));
        await(alerting.accept(List.of(keyOf("bot", "bot"))));

        assertThat(raised()).containsExactly("hash threshold:1");
    }

    @Test
    void what_came_in_before_other_rules_is_judged_by_the_old_ones_and_what_came_after_by_the_new() throws Exception {
        // Given a batch that is being committed, so that the next one waits
        failingCommits.set(1);
        AlertingVerticle alerting = start();
        Future<?> first = alerting.accept(List.of(spend(null, "a", 1)));

        // When
        Future<?> before = alerting.accept(List.of(spend(null, "old", 60), budget("old-key", 120, null)));
        Future<Void> used = alerting.use(new Rules(
                new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD),
                new LedgerBudgets(List.of(), ZoneOffset.UTC),
                Counters.NONE,
                new GatewayAlerts(ZoneOffset.UTC),
                CallAlerts.standard(ZoneOffset.UTC),
                new Gate(Set.of(), subject -> List.of())));
        Future<?> after = alerting.accept(List.of(spend(null, "new", 60), budget("new-key", 120, null)));
        await(Future.all(first, before, used, after));

        // Then
        assertThat(raised()).containsExactly("old threshold:0.5", "old-key threshold:1");
        assertThat(totals()).containsOnlyKeys("a", "old");
        assertThat(counted("spendbell.findings", "outcome", "type_off")).isEqualTo(1);
    }
}
