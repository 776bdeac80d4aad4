package io.spendbell.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.MutableClock;
import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Share;
import io.spendbell.budget.BudgetDefinition;
import io.spendbell.budget.GatewayBudgets;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.budget.Thresholds;
import io.spendbell.budget.WindowSpec;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.counter.Counters;
import io.spendbell.event.AlertEvent;
import io.spendbell.event.BudgetEvent;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Event;
import io.spendbell.event.Glob;
import io.spendbell.event.SpendEvent;
import io.spendbell.event.Usd;
import io.spendbell.store.Ledger.Balance;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.Wiped;
import io.spendbell.store.memory.MemoryStore;
import io.spendbell.traffic.CallAlerts;
import io.spendbell.traffic.GatewayAlerts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertingVerticleTest {
    private static final Instant NOW = Instant.parse("2026-11-16T00:00:00Z");
    private static final StoreOptions OPTIONS = new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000);
    private static final Set<AlertType> TYPES = EnumSet.of(AlertType.BUDGET_ALERTS, AlertType.LLM_EXCEPTIONS);

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MutableClock clock = new MutableClock(NOW);
    private final AtomicInteger failingCommits = new AtomicInteger();
    private Store store = openStore();
    private Consumer<Wiped> emptied = wiped -> {};

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static Store openStore() {
        Store store = new MemoryStore(OPTIONS);
        store.open();
        return store;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** The store, of which as many commits fail as the test says, and that is emptied when it says so. */
    @SuppressWarnings("unchecked")
    private Store flaky() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit") && failingCommits.getAndDecrement() > 0) {
                        return Future.failedFuture("on purpose");
                    }
                    if (method.getName().equals("onWiped")) {
                        emptied = (Consumer<Wiped>) arguments[0];
                        return null;
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private AlertingVerticle start(Gate gate) throws Exception {
        BudgetDefinition teams = new BudgetDefinition(
                "teams",
                EntityKind.TEAM,
                Glob.of("*"),
                null,
                Usd.ofDollars(100),
                null,
                WindowSpec.parse("1mo"),
                List.of(Share.of("0.5"), Share.WHOLE),
                false,
                Usd.ZERO,
                5);
        AlertingVerticle verticle = new AlertingVerticle(
                flaky(),
                new Rules(
                        new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD),
                        new LedgerBudgets(List.of(teams), ZoneOffset.UTC),
                        Counters.NONE,
                        new GatewayAlerts(ZoneOffset.UTC),
                        CallAlerts.standard(ZoneOffset.UTC),
                        gate),
                AlertIds.timeOrdered(clock),
                clock,
                registry,
                raises -> {});
        await(vertx.deployVerticle(verticle));
        return verticle;
    }

    private AlertingVerticle start() throws Exception {
        return start(new Gate(TYPES, subject -> List.of("finops")));
    }

    private static Event spend(String id, String team, long dollars) {
        EntityFields fields = EntityFields.ofCaller(null, null, null, null, team, null, null, null, null);
        return new SpendEvent(id, null, fields, Usd.ofDollars(dollars));
    }

    private static Event budget(String key, long spend, Instant resetAt) {
        return new BudgetEvent(
                null,
                null,
                "token_budget",
                new Entity(EntityKind.KEY, key),
                EntityFields.NONE,
                Usd.ofDollars(spend),
                Usd.ofDollars(100),
                null,
                resetAt,
                null,
                null);
    }

    private List<String> raised() throws Exception {
        List<String> lines = new ArrayList<>();
        for (Alert alert : await(store.alerts(0, 1_000))) {
            lines.add(
                    alert.entity() == null
                            ? alert.message()
                            : alert.entity().id() + " "
                                    + (alert.budget() == null
                                            ? alert.message()
                                            : alert.budget().rule().name()));
        }
        lines.sort(null);
        return lines;
    }

    private TreeMap<String, Usd> totals() throws Exception {
        TreeMap<String, Usd> totals = new TreeMap<>();
        for (Balance balance : await(store.ledger().balances(null, null, 100))) {
            totals.merge(balance.entityId(), balance.spent(), Usd::plus);
        }
        return totals;
    }

    private double counted(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    @Test
    void a_total_that_rises_and_falls_within_a_batch_is_judged_at_its_height() throws Exception {
        AlertingVerticle alerting = start();

        await(alerting.accept(List.of(
                spend("c-1", "pay", 40), spend(null, "pay", 70), spend(null, "pay", -90), spend("c-2", "pay", 1))));

        assertThat(raised()).containsExactly("pay threshold:1");
        assertThat(totals()).containsExactly(Map.entry("pay", Usd.ofDollars(21)));
    }

    @Test
    void which_claims_are_taken_is_asked_anew_where_the_store_was_emptied() throws Exception {
        AlertingVerticle alerting = start();
        Event over = budget("k", 100, clock.instant().plusSeconds(3_600));
        await(alerting.accept(List.of(over)));
        store = openStore();
        await(alerting.accept(List.of(over)));
        assertThat(raised()).as("it is known to have rung").isEmpty();

        emptied.accept(new Wiped("another", false, 0, 0, 0, 0));
        await(alerting.accept(List.of(over)));

        assertThat(raised()).contains("k threshold:1");
    }

    @Test
    void a_window_is_told_anew_where_the_store_was_emptied() throws Exception {
        AlertingVerticle alerting = start();
        Event over = budget("k", 100, clock.instant().plus(Duration.ofDays(30)));
        await(alerting.accept(List.of(over)));
        store = openStore();
        emptied.accept(new Wiped("another", false, 0, 0, 0, 0));
        await(alerting.accept(List.of(over)));

        await(start().accept(List.of(budget("k", 100, null))));

        assertThat(raised()).filteredOn("k threshold:1"::equals).hasSize(1);
    }

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
    void a_total_that_falls_before_it_rises_is_not_judged_at_a_height_that_it_never_had() throws Exception {
        AlertingVerticle alerting = start();
        await(alerting.accept(List.of(spend(null, "pay", 45))));

        await(alerting.accept(List.of(spend(null, "pay", -30), spend("c-1", "pay", 30))));

        assertThat(raised()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void batches_come_to_the_same_totals_as_events_one_by_one(long seed) throws Exception {
        Random random = new Random(seed);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String id = random.nextInt(3) == 0 ? "id-" + random.nextInt(60) : null;
            events.add(spend(id, "team-" + random.nextInt(8), random.nextInt(20) - 3));
        }
        AlertingVerticle alerting = start();
        List<Future<Intake.Reply>> replies = new ArrayList<>();
        for (int at = 0; at < events.size(); at += 30) {
            replies.add(alerting.accept(events.subList(at, Math.min(at + 30, events.size()))));
        }
        await(Future.join(replies));
        TreeMap<String, Usd> batched = totals();

        store = openStore();
        for (Event event : events) {
            await(alerting.accept(List.of(event)));
        }

        assertThat(totals()).isEqualTo(batched);
    }

    @Test
    void only_the_event_that_would_overflow_a_total_is_rejected() throws Exception {
        AlertingVerticle alerting = start();
        long most = 4_000_000_000L;

        Intake.Reply reply = await(alerting.accept(List.of(
                spend(null, "pay", most),
                spend(null, "search", 7),
                spend(null, "pay", most),
                spend(null, "pay", most),
                spend("c-1", "pay", most),
                spend(null, "pay", 1))));

        assertThat(reply.rejections())
                .extracting(Intake.Rejection::index)
                .hasSize(2)
                .contains(3);
        assertThat(reply.rejections().get(0).reason()).startsWith("cost: total out of range");
        assertThat(totals().get("pay")).isEqualTo(Usd.ofDollars(2 * most + 1));
        assertThat(totals().get("search")).isEqualTo(Usd.ofDollars(7));
    }

    @Test
    void a_repeat_is_accepted_counted_and_does_nothing() throws Exception {
        AlertingVerticle alerting = start();

        assertThat(await(alerting.accept(List.of(spend("c-1", "pay", 5), spend("c-1", "pay", 5))))
                        .rejections())
                .isEmpty();

        assertThat(totals().get("pay")).isEqualTo(Usd.ofDollars(5));
        assertThat(counted("spendbell.events.duplicate")).isEqualTo(1);
    }

    @Test
    void ten_thousand_events_over_a_limit_ring_once() throws Exception {
        AlertingVerticle alerting = start();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            events.add(budget("k", 86, null));
        }
        for (int i = 0; i < 10; i++) {
            await(alerting.accept(events));
        }

        assertThat(raised()).containsExactly("k threshold:0.85");
        assertThat(counted("spendbell.findings", "outcome", "claimed")).isEqualTo(9_999);
    }

    @Test
    void what_becomes_known_of_a_window_counts_at_once() throws Exception {
        AlertingVerticle alerting = start();
        Instant december = Instant.parse("2026-12-01T00:00:00Z");

        await(alerting.accept(List.of(budget("k", 86, december))));
        await(alerting.accept(List.of(budget("k", 87, null))));
        await(alerting.accept(List.of(budget("k", 87, december.plusSeconds(86_400)))));

        assertThat(raised()).containsExactly("k threshold:0.85", "k threshold:0.85");
    }

    @Test
    void what_is_muted_takes_no_claim_and_rings_once_it_is_not() throws Exception {
        AlertingVerticle off = start(new Gate(Set.of(AlertType.LLM_EXCEPTIONS), subject -> List.of("finops")));
        await(off.accept(List.of(budget("k", 86, null))));
        AlertingVerticle nowhere = start(new Gate(TYPES, subject -> List.of()));
        await(nowhere.accept(List.of(budget("k", 86, null))));
        assertThat(raised()).isEmpty();

        await(start().accept(List.of(budget("k", 86, null))));

        assertThat(raised()).containsExactly("k threshold:0.85");
        assertThat(counted("spendbell.findings", "outcome", "type_off")).isEqualTo(1);
        assertThat(counted("spendbell.findings", "outcome", "no_destination")).isEqualTo(1);
    }

    @Test
    void handed_in_alerts_are_each_one_alert() throws Exception {
        Event alert = new AlertEvent(null, null, EntityFields.NONE, "llm_exceptions", "High", "boom");
        Event off = new AlertEvent(null, null, EntityFields.NONE, "db_exceptions", "High", "off");

        await(start().accept(List.of(alert, alert, off)));

        assertThat(raised()).containsExactly("boom", "boom");
    }

    @Test
    void entities_beyond_the_most_are_told_of_once() throws Exception {
        AlertingVerticle alerting = start();
        for (int i = 0; i < 9; i++) {
            await(alerting.accept(List.of(spend(null, "team-" + i, 1))));
        }

        assertThat(raised()).singleElement().asString().contains("max_entities of 5");
        assertThat(totals()).containsEntry("~other", Usd.ofDollars(4));
    }

    @Test
    void nothing_is_acknowledged_while_the_store_fails_and_nothing_is_lost() throws Exception {
        AlertingVerticle alerting = start();
        failingCommits.set(3);

        await(alerting.accept(List.of(spend(null, "pay", 60))));

        assertThat(failingCommits.get()).isNegative();
        assertThat(counted("spendbell.store.failures")).isEqualTo(3);
        assertThat(totals()).containsEntry("pay", Usd.ofDollars(60));
        assertThat(raised()).containsExactly("pay threshold:0.5");
        assertThat(alerting.fault()).isNull();
    }

    @Test
    void a_window_that_ends_while_the_store_fails_rings_once_and_so_does_the_next() throws Exception {
        // Given
        AlertingVerticle alerting = start();
        failingCommits.set(Integer.MAX_VALUE);
        Future<Intake.Reply> november = alerting.accept(List.of(spend(null, "pay", 60)));
        while (alerting.fault() == null) {
            await(vertx.timer(5));
        }

        // When
        clock.set(Instant.parse("2026-12-01T00:10:00Z"));
        Future<Intake.Reply> december = alerting.accept(List.of(spend(null, "pay", 70)));
        failingCommits.set(0);
        await(november);
        await(december);

        // Then each window has its own total and alert, whenever it was committed and however the clock is set
        assertThat(raised()).containsExactlyInAnyOrder("pay threshold:0.5", "pay threshold:0.5");
        clock.advance(Duration.ofHours(-1));
        await(alerting.accept(List.of(spend(null, "pay", 1))));
        clock.advance(Duration.ofHours(1));
        await(alerting.accept(List.of(spend(null, "pay", 1))));
        assertThat(raised()).hasSize(2);
    }

    @Test
    void what_is_believed_for_a_time_is_asked_anew_when_the_clock_is_set_back() throws Exception {
        // Given a claim without a known window, which is believed to be taken for half a minute
        AlertingVerticle alerting = start();
        await(alerting.accept(List.of(budget("k", 90, null))));
        await(alerting.accept(List.of(budget("k", 90, null))));
        double asked = counted("spendbell.findings", "outcome", "claimed");
        clock.advance(Duration.ofHours(-1));

        // When
        failingCommits.set(1);
        await(alerting.accept(List.of(budget("k", 90, null))));

        // Then
        assertThat(failingCommits.get()).as("the store was asked").isNotPositive();
        assertThat(counted("spendbell.findings", "outcome", "claimed")).isGreaterThan(asked);
        assertThat(raised()).hasSize(1);
    }

    @Test
    void says_why_while_the_store_fails() throws Exception {
        AlertingVerticle alerting = start();
        failingCommits.set(Integer.MAX_VALUE);
        Future<Intake.Reply> reply = alerting.accept(List.of(spend(null, "pay", 60)));
        while (alerting.fault() == null) {
            await(vertx.timer(5));
        }
        assertThat(alerting.fault()).isEqualTo("the store does not commit");
        assertThat(reply.isComplete()).isFalse();

        failingCommits.set(0);

        await(reply);
        assertThat(alerting.fault()).isNull();
    }

    @Test
    void what_asks_nothing_of_the_store_does_not_wait_for_it() throws Exception {
        // Given
        AlertingVerticle alerting = start();
        failingCommits.set(Integer.MAX_VALUE);
        Future<Intake.Reply> rings = alerting.accept(List.of(budget("k", 86, null)));

        // When
        await(alerting.accept(List.of(budget("k", 84, null), budget("other", 1, null))));

        // Then
        assertThat(rings.isComplete()).isFalse();
        failingCommits.set(0);
        await(rings);
        assertThat(counted("spendbell.events.judged")).isEqualTo(3);
    }

    @Test
    void what_relies_on_a_window_that_is_not_kept_yet_waits_until_it_is() throws Exception {
        // Given
        AlertingVerticle alerting = start();
        Instant december = Instant.parse("2026-12-01T00:00:00Z");
        failingCommits.set(Integer.MAX_VALUE);
        Future<Intake.Reply> learns = alerting.accept(List.of(budget("k", 1, december)));
        Future<Intake.Reply> relies = alerting.accept(List.of(budget("k", 2, december)));
        while (alerting.fault() == null) {
            await(vertx.timer(5));
        }

        // Then
        assertThat(learns.isComplete()).isFalse();
        assertThat(relies.isComplete()).isFalse();
        failingCommits.set(0);
        await(learns);
        await(relies);
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
