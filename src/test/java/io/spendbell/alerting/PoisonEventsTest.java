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
import io.spendbell.alert.Share;
import io.spendbell.alerting.Intake.Rejection;
import io.spendbell.budget.BudgetDefinition;
import io.spendbell.budget.GatewayBudgets;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.budget.Thresholds;
import io.spendbell.budget.WindowSpec;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.counter.Counters;
import io.spendbell.event.AlertEvent;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Event;
import io.spendbell.event.Glob;
import io.spendbell.event.SpendEvent;
import io.spendbell.event.Usd;
import io.spendbell.store.Ledger.Balance;
import io.spendbell.store.Raise;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One event or alert that cannot be handled falls alone: here by routes that fail on what belongs to the team {@code bad}. */
class PoisonEventsTest {
    private static final Instant NOW = Instant.parse("2026-11-16T00:00:00Z");
    private static final String REASON = "event: could not be judged (a fault of Spendbell's own; see its log)";

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Store store = new MemoryStore(new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000));
    private Consumer<List<Raise>> listener = raises -> {};
    private AlertingVerticle alerting;

    @BeforeEach
    void start() throws Exception {
        await(store.open());
        BudgetDefinition teams = new BudgetDefinition(
                "teams",
                EntityKind.TEAM,
                Glob.of("*"),
                null,
                Usd.ofDollars(100),
                null,
                WindowSpec.parse("1mo"),
                List.of(Share.WHOLE),
                false,
                Usd.ZERO,
                5);
        MutableClock clock = new MutableClock(NOW);
        alerting = new AlertingVerticle(
                store,
                new Rules(
                        new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD),
                        new LedgerBudgets(List.of(teams), ZoneOffset.UTC),
                        Counters.NONE,
                        new GatewayAlerts(ZoneOffset.UTC),
                        CallAlerts.standard(ZoneOffset.UTC),
                        new Gate(EnumSet.allOf(AlertType.class), PoisonEventsTest::route)),
                AlertIds.timeOrdered(clock),
                clock,
                registry,
                raises -> listener.accept(raises));
        await(vertx.deployVerticle(alerting));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static List<String> route(Gate.Subject subject) {
        if ("bad".equals(subject.fields().byName("team_id"))) {
            throw new IllegalStateException("on purpose");
        }
        return List.of("finops");
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private static EntityFields team(String team) {
        return EntityFields.ofCaller(null, null, null, null, team, null, null, null, null);
    }

    private static Event spend(String id, String team, long dollars) {
        return new SpendEvent(id, null, team(team), Usd.ofDollars(dollars));
    }

    private static Event alert(String id, String team) {
        return new AlertEvent(id, null, team(team), "llm_exceptions", "High", "boom");
    }

    private static Notice notice(String team, String rule) {
        AlertKey key = new AlertKey(
                AlertType.SPENDBELL_NOTICE,
                Entity.PROXY,
                AlertKey.GATEWAY,
                new Rule.Notice(rule),
                Usd.ZERO,
                AlertWindow.FOREVER);
        return new Notice(key, Level.LOW, team(team), "m", NOW);
    }

    private TreeMap<String, Usd> totals() throws Exception {
        TreeMap<String, Usd> totals = new TreeMap<>();
        for (Balance balance : await(store.ledger().balances(null, null, 100))) {
            totals.merge(balance.entityId(), balance.spent(), Usd::plus);
        }
        return totals;
    }

    private List<String> told() throws Exception {
        return await(store.alerts(0, 100)).stream()
                .map(Alert::fields)
                .map(fields -> fields.byName("team_id"))
                .sorted()
                .toList();
    }

    private double unforeseen(String at) {
        return registry.get("spendbell.unforeseen").tag("at", at).counter().count();
    }

    @Test
    void an_event_that_cannot_be_decided_is_rejected_alone() throws Exception {
        Intake.Reply reply = await(alerting.accept(List.of(
                spend(null, "pay", 1),
                alert(null, "bad"),
                alert(null, "good"),
                alert("i", "bad"),
                alert("j", "good"))));

        assertThat(reply.rejections()).containsExactly(new Rejection(1, REASON), new Rejection(3, REASON));
        assertThat(told()).containsExactly("good", "good");
        assertThat(totals()).containsExactly(Map.entry("pay", Usd.ofDollars(1)));
        assertThat(unforeseen("event")).isEqualTo(2);
        assertThat(await(alerting.accept(List.of(spend(null, "pay", 1)))).rejections())
                .isEmpty();
    }

    @Test
    void an_event_whose_total_cannot_be_judged_is_rejected_alone_and_not_counted() throws Exception {
        Intake.Reply reply = await(alerting.accept(List.of(
                spend(null, "pay", 60),
                spend(null, "bad", 100),
                spend("a", "bad", 200),
                spend("b", "pay", 50),
                spend(null, "bad", 1))));

        assertThat(reply.rejections()).containsExactly(new Rejection(1, REASON), new Rejection(2, REASON));
        assertThat(totals()).containsExactly(Map.entry("bad", Usd.ofDollars(1)), Map.entry("pay", Usd.ofDollars(110)));
        assertThat(told()).containsExactly("pay");
        assertThat(unforeseen("event")).isEqualTo(2);
    }

    @Test
    void a_listener_that_fails_holds_up_nothing() throws Exception {
        listener = raises -> {
            throw new IllegalStateException("on purpose");
        };

        assertThat(await(alerting.accept(List.of(spend(null, "pay", 100)))).rejections())
                .isEmpty();
        assertThat(await(alerting.announce(notice("good", "one")))).isEqualTo(FindingOutcome.RAISED);
        assertThat(await(alerting.accept(List.of(spend(null, "other", 100)))).rejections())
                .isEmpty();

        assertThat(told()).containsExactly("good", "other", "pay");
        assertThat(unforeseen("listener")).isEqualTo(3);
    }

    @Test
    void what_cannot_be_announced_is_said_to_have_failed_and_keeps_back_nothing_else() throws Exception {
        Future<FindingOutcome> bad = alerting.announce(notice("bad", "one"));
        Future<FindingOutcome> good = alerting.announce(notice("good", "two"));

        assertThat(await(bad)).isEqualTo(FindingOutcome.FAILED);
        assertThat(await(good)).isEqualTo(FindingOutcome.RAISED);
        assertThat(unforeseen("announcement")).isEqualTo(1);
    }
}
