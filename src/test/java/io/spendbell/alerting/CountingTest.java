package io.spendbell.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.MutableClock;
import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Notice;
import io.spendbell.alert.Rule;
import io.spendbell.budget.GatewayBudgets;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.budget.Thresholds;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.counter.Count;
import io.spendbell.counter.Counter;
import io.spendbell.counter.CounterTotal;
import io.spendbell.counter.Counters;
import io.spendbell.counter.Counting;
import io.spendbell.counter.Counts;
import io.spendbell.counter.WindowCut;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Event;
import io.spendbell.event.SpendEvent;
import io.spendbell.event.Usd;
import io.spendbell.store.Ledger.Balance;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.memory.MemoryStore;
import io.spendbell.traffic.CallAlerts;
import io.spendbell.traffic.GatewayAlerts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is counted besides budgets, from the event to the alert. */
class CountingTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:30Z");
    private static final Set<AlertType> TYPES = Set.of(AlertType.OUTAGE_ALERTS, AlertType.SPEND_REPORTS);

    private final Vertx vertx = Vertx.vertx();
    private final MutableClock clock = new MutableClock(NOW);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Store store = new MemoryStore(new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000));
    private final AlertingVerticle alerting = new AlertingVerticle(
            store,
            new Rules(
                    new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD),
                    new LedgerBudgets(List.of(), ZoneOffset.UTC),
                    new Counters(List.of(new CallsOfTeams())),
                    new GatewayAlerts(ZoneOffset.UTC),
                    CallAlerts.standard(ZoneOffset.UTC),
                    new Gate(TYPES, subject -> List.of("finops"))),
            AlertIds.timeOrdered(clock),
            clock,
            registry,
            raises -> {});

    /** Counts calls of each team by the minute, keeps two minutes and two teams, and rings at three calls. */
    private static final class CallsOfTeams implements Counting {
        private final Counter calls =
                new Counter("calls", WindowCut.every(Duration.ofMinutes(1)), 2, 2, CallsOfTeams::judge);

        @Override
        public Collection<Counter> counters() {
            return List.of(calls);
        }

        @Override
        public void count(Event event, Counts counts) {
            if (event instanceof SpendEvent spend && spend.fields().teamId() != null) {
                counts.add(Count.one(calls, spend.fields().teamId(), spend.fields()));
            }
        }

        private static List<Notice> judge(CounterTotal total, Instant now) {
            return total.total().nanos() < 3
                    ? List.of()
                    : List.of(new Notice(
                            key(AlertType.OUTAGE_ALERTS, total.entityId(), total.window()),
                            Level.HIGH,
                            total.fields(),
                            total.entityId() + " " + total.total().nanos() + " from "
                                    + total.window().start(),
                            total.occurredAt()));
        }
    }

    @BeforeEach
    void start() throws Exception {
        await(store.open());
        await(vertx.deployVerticle(alerting));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static AlertKey key(AlertType type, String team, AlertWindow window) {
        return new AlertKey(
                type, new Entity(EntityKind.TEAM, team), AlertKey.GATEWAY, new Rule.Notice("calls"), Usd.ZERO, window);
    }

    private static Event call(String id, String team, Instant time) {
        EntityFields fields = new EntityFields(
                null, null, null, null, team, null, null, null, null, List.of(), null, null, null, null, null, null,
                null);
        return new SpendEvent(id, time, fields, Usd.ofDollars(1));
    }

    private List<String> raised() throws Exception {
        return await(store.alerts(0, 100)).stream().map(Alert::message).sorted().toList();
    }

    private List<String> totals() throws Exception {
        return await(store.ledger().balances("~calls", null, 100)).stream()
                .map(balance -> balance.entityId() + "=" + balance.spent().nanos())
                .toList();
    }

    @Test
    void an_event_is_counted_once_by_its_id_and_the_new_total_rings_once_in_its_window() throws Exception {
        for (String id : List.of("1", "2", "2", "1", "3", "4", "5")) {
            await(alerting.accept(List.of(call(id, "pay", null))));
        }

        assertThat(totals()).containsExactly("pay=5");
        assertThat(raised()).containsExactly("pay 3 from 2026-11-25T12:00:00Z");
    }

    @Test
    void events_without_ids_add_up_and_each_counts_in_the_window_of_its_time() throws Exception {
        Instant before = NOW.minusSeconds(60);

        await(alerting.accept(List.of(
                call(null, "pay", null),
                call(null, "pay", before),
                call(null, "pay", before),
                call(null, "pay", before))));

        assertThat(totals()).containsExactly("pay=3", "pay=1");
        assertThat(raised()).containsExactly("pay 3 from 2026-11-25T11:59:00Z");
    }

    @Test
    void the_next_window_rings_anew_and_what_is_too_late_is_only_counted_as_such() throws Exception {
        List<Event> three = List.of(call(null, "pay", null), call(null, "pay", null), call(null, "pay", null));
        await(alerting.accept(three));
        clock.advance(Duration.ofMinutes(2));
        await(alerting.accept(three));
        await(alerting.accept(List.of(call(null, "pay", NOW))));

        assertThat(raised()).containsExactly("pay 3 from 2026-11-25T12:00:00Z", "pay 3 from 2026-11-25T12:02:00Z");
        assertThat(totals()).as("the window before the last one is gone").containsExactly("pay=3");
        assertThat(registry.get("spendbell.events.too.late").counter().count()).isEqualTo(1);
    }

    @Test
    void what_there_is_no_account_left_for_is_counted_together_and_rings_for_nobody() throws Exception {
        for (String team : List.of("a", "b", "c", "d", "e", "f")) {
            await(alerting.accept(List.of(call(null, team, null))));
        }

        assertThat(totals()).containsExactly("a=1", "b=1", "~other=4");
        assertThat(raised()).isEmpty();
        assertThat(registry.get("spendbell.budget.other")
                        .tag("budget", "~calls")
                        .counter()
                        .count())
                .isEqualTo(4);
    }

    @Test
    void it_is_no_budget() throws Exception {
        await(alerting.accept(List.of(call(null, "pay", null))));

        assertThat(await(store.ledger().balances(null, null, 100)))
                .extracting(Balance::source)
                .isEmpty();
    }

    @Test
    void what_is_announced_is_told_once_for_its_key() throws Exception {
        Notice report = notice(AlertType.SPEND_REPORTS);

        assertThat(await(alerting.announce(report))).isEqualTo(FindingOutcome.RAISED);
        assertThat(await(alerting.announce(report))).isEqualTo(FindingOutcome.CLAIMED);
        assertThat(raised()).containsExactly("a report");
    }

    @Test
    void what_may_not_be_told_is_not_claimed() throws Exception {
        assertThat(await(alerting.announce(notice(AlertType.DAILY_REPORTS)))).isEqualTo(FindingOutcome.TYPE_OFF);

        await(alerting.use(new Rules(
                new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD),
                new LedgerBudgets(List.of(), ZoneOffset.UTC),
                Counters.NONE,
                new GatewayAlerts(ZoneOffset.UTC),
                CallAlerts.standard(ZoneOffset.UTC),
                new Gate(Set.of(AlertType.DAILY_REPORTS), subject -> List.of("finops")))));
        assertThat(await(alerting.announce(notice(AlertType.DAILY_REPORTS)))).isEqualTo(FindingOutcome.RAISED);
    }

    private static Notice notice(AlertType type) {
        return new Notice(key(type, "all", AlertWindow.FOREVER), Level.LOW, EntityFields.NONE, "a report", NOW);
    }
}
