package io.spendbell.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.LoggedBy;
import io.spendbell.MutableClock;
import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertType;
import io.spendbell.alerting.AlertingVerticle;
import io.spendbell.alerting.Gate;
import io.spendbell.alerting.HeardFeeds;
import io.spendbell.alerting.Intake;
import io.spendbell.alerting.Rules;
import io.spendbell.budget.GatewayBudgets;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.budget.Thresholds;
import io.spendbell.budget.WindowSpec;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.counter.Counters;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Event;
import io.spendbell.event.Feed;
import io.spendbell.event.SpendEvent;
import io.spendbell.event.Usd;
import io.spendbell.report.AnomalyRule;
import io.spendbell.report.ReportSeries;
import io.spendbell.report.SpendCounting;
import io.spendbell.report.SpendSettings;
import io.spendbell.store.Ledger;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.memory.MemoryStore;
import io.spendbell.traffic.CallAlerts;
import io.spendbell.traffic.GatewayAlerts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From spend events to what is told of them when their time has come. */
class ReportVerticleTest {
    /** A Wednesday. */
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private static final Set<AlertType> TYPES =
            Set.of(AlertType.SPEND_REPORTS, AlertType.USER_SPEND_THRESHOLDS, AlertType.USER_SPEND_ANOMALIES);

    private final Vertx vertx = Vertx.vertx();
    private final MutableClock clock = new MutableClock(NOW);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicInteger failingReads = new AtomicInteger();
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger leads = new AtomicInteger();
    private final AtomicInteger holds = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();
    private volatile Duration silentAfter;
    private volatile Map<Feed, Duration> silentFeeds = Map.of();
    private volatile String storeFault;
    private volatile boolean leaseFails;
    private volatile Future<?> silenceKnown = Future.succeededFuture();
    private final Store store =
            watched(new MemoryStore(new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000)));
    private final SpendCounting counting = new SpendCounting(new SpendSettings(
            true,
            WindowSpec.parse("7d"),
            Usd.ofDollars(50),
            null,
            new AnomalyRule(new BigDecimal("3"), 7, Usd.ofDollars(10)),
            new AnomalyRule(new BigDecimal("5"), 24, Usd.ofDollars(10)),
            ZoneOffset.UTC));

    /** The store, of which as many reads of the ledger fail as the test says; leases tell how many rounds were begun. */
    private Store watched(Store real) {
        return proxy(Store.class, real, (name, result) -> switch (name) {
            case "ledger" ->
                proxy(
                        Ledger.class,
                        (Ledger) result,
                        (read, answer) -> read.equals("balances") && failingReads.getAndDecrement() > 0
                                ? Future.failedFuture("on purpose")
                                : answer);
            case "fault" -> storeFault;
            case "reserveTurn" -> {
                turns.incrementAndGet();
                yield silenceKnown.compose(ignored -> (Future<?>) result);
            }
            case "acquire" -> {
                rounds.incrementAndGet();
                if (Boolean.TRUE.equals(((Future<?>) result).result())) {
                    leads.incrementAndGet();
                }
                yield leaseFails ? Future.failedFuture("away") : result;
            }
            case "hold" -> {
                holds.incrementAndGet();
                yield result;
            }
            default -> result;
        });
    }

    private interface Answers {
        Object of(String method, Object answer);
    }

    private static <T> T proxy(Class<T> type, T real, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return answers.of(method.getName(), method.invoke(real, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @BeforeEach
    void open() throws Exception {
        await(store.open());
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** A replica, or the same one started anew. */
    private AlertingVerticle replica() throws Exception {
        AlertingVerticle alerting = new AlertingVerticle(
                store,
                new Rules(
                        new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD),
                        new LedgerBudgets(List.of(), ZoneOffset.UTC),
                        new Counters(List.of(counting)),
                        new GatewayAlerts(ZoneOffset.UTC),
                        CallAlerts.standard(ZoneOffset.UTC),
                        new Gate(TYPES, subject -> List.of("finops"))),
                AlertIds.timeOrdered(clock),
                clock,
                registry,
                raises -> {});
        await(vertx.deployVerticle(alerting));
        return alerting;
    }

    /** Reports of somebody who was started a while ago. */
    private String reporting(AlertingVerticle alerting) throws Exception {
        String started = startReporting(alerting, () -> false);
        clock.advance(ReportSeries.GRACE);
        return started;
    }

    private String startReporting(AlertingVerticle alerting, BooleanSupplier behind) throws Exception {
        return startReporting(alerting, behind, new HeardFeeds());
    }

    private String startReporting(AlertingVerticle alerting, BooleanSupplier behind, HeardFeeds heard)
            throws Exception {
        return await(vertx.deployVerticle(new ReportVerticle(
                store,
                () -> new ReportVerticle.Times(Duration.ofMillis(5), Duration.ofHours(1), silentAfter, silentFeeds),
                counting::reports,
                () -> counting,
                alerting::lastHandedOver,
                heard,
                behind,
                alerting,
                clock,
                registry)));
    }

    private static Event spend(String id, String user, long dollars) {
        EntityFields fields = EntityFields.ofCaller(null, null, user, null, "pay", null, null, null, null);
        return new SpendEvent(id, null, fields, Usd.ofDollars(dollars));
    }

    private static Event spendAt(String time, long dollars) {
        return new SpendEvent(null, Instant.parse(time), EntityFields.NONE, Usd.ofDollars(dollars));
    }

    private static Event spendAt(Instant time, String user, long dollars) {
        EntityFields fields = EntityFields.ofCaller(null, null, user, null, null, null, null, null, null);
        return new SpendEvent(null, time, fields, Usd.ofDollars(dollars));
    }

    /** The first lines of what was told, the oldest first, once everybody has had another look at what is due. */
    private List<String> told() throws Exception {
        int seen = rounds.get();
        int led = leads.get();
        while (rounds.get() < seen + 6 || leads.get() < led + 3) {
            await(vertx.timer(2));
        }
        List<String> lines = new ArrayList<>();
        for (Alert alert : await(store.alerts(0, 100))) {
            lines.add(0, alert.message().lines().findFirst().orElseThrow());
        }
        return lines;
    }

    @Test
    void a_report_is_told_once_when_its_period_is_over_whoever_looks_and_however_often_they_start() throws Exception {
        // Given two replicas
        AlertingVerticle one = replica();
        AlertingVerticle other = replica();
        String first = reporting(one);
        reporting(other);
        await(one.accept(List.of(spend("1", "sam", 3), spend("2", "sam", 4))));
        await(other.accept(List.of(spend("2", "sam", 4), spend(null, "sam", 5))));
        assertThat(told()).isEmpty();

        // When
        clock.set(Instant.parse("2026-11-30T00:05:00Z"));

        // Then
        String report = "Spend of Mon 23 Nov 2026 to Sun 29 Nov 2026 (7 days, UTC): $12.00";
        assertThat(told()).containsExactly(report);
        await(vertx.undeploy(first));
        clock.set(Instant.parse("2026-11-30T20:00:00Z"));
        reporting(replica());
        assertThat(told()).containsExactly(report);
    }

    @Test
    void what_ended_while_nobody_was_running_is_told_late_and_once_the_oldest_first() throws Exception {
        // Given
        AlertingVerticle alerting = replica();
        await(alerting.accept(List.of(spend(null, "sam", 3))));
        clock.set(Instant.parse("2026-12-14T12:00:00Z"));

        // When
        reporting(alerting);

        // Then nothing of weeks without spend
        assertThat(told())
                .containsExactly(
                        "Spend of Mon 23 Nov 2026 to Sun 29 Nov 2026 (7 days, UTC): $3.00",
                        "Spend of Sun 1 Nov 2026 to Mon 30 Nov 2026 (30 days, UTC): $3.00");
        clock.advance(Duration.ofDays(2));
        reporting(alerting);
        assertThat(told()).hasSize(2);
    }

    @Test
    void what_comes_in_late_after_a_start_is_in_the_report_that_became_due_meanwhile() throws Exception {
        // Given a week that ended while nobody was there
        AlertingVerticle alerting = replica();
        await(alerting.accept(List.of(spend(null, "sam", 3))));
        clock.set(Instant.parse("2026-11-30T08:00:00Z"));
        startReporting(alerting, () -> false);
        assertThat(told()).isEmpty();

        // When what waited elsewhere comes in
        clock.advance(ReportSeries.GRACE.minusSeconds(1));
        await(alerting.accept(List.of(spendAt("2026-11-29T23:00:00Z", 4))));
        assertThat(told()).isEmpty();
        clock.advance(Duration.ofSeconds(1));

        // Then
        assertThat(told()).containsExactly("Spend of Mon 23 Nov 2026 to Sun 29 Nov 2026 (7 days, UTC): $7.00");
    }

    @Test
    void reports_wait_for_a_replica_that_has_not_read_all_that_came_whoever_tells_them() throws Exception {
        // Given
        AlertingVerticle alerting = replica();
        await(alerting.accept(List.of(spend(null, "sam", 3))));
        AtomicBoolean isBehind = new AtomicBoolean();
        reporting(alerting);
        startReporting(replica(), isBehind::get);
        clock.advance(ReportSeries.GRACE);
        told();

        // When
        clock.set(Instant.parse("2026-11-30T00:03:30Z"));
        isBehind.set(true);
        told();
        clock.set(Instant.parse("2026-11-30T00:05:00Z"));
        told();
        clock.set(Instant.parse("2026-11-30T00:05:30Z"));
        assertThat(told()).isEmpty();
        await(alerting.accept(List.of(spendAt("2026-11-29T23:00:00Z", 4))));
        isBehind.set(false);
        clock.advance(Duration.ofMinutes(2));

        // Then
        assertThat(told()).containsExactly("Spend of Mon 23 Nov 2026 to Sun 29 Nov 2026 (7 days, UTC): $7.00");
    }

    @Test
    void who_does_not_catch_up_for_a_day_holds_no_report_up_any_longer() throws Exception {
        AlertingVerticle alerting = replica();
        await(alerting.accept(List.of(spend(null, "sam", 3))));
        startReporting(alerting, () -> true);
        told();
        clock.set(Instant.parse("2026-11-30T00:04:00Z"));
        told();
        clock.set(Instant.parse("2026-11-30T00:06:00Z"));

        assertThat(told()).hasSize(1);
    }

    @Test
    void who_stops_within_a_round_takes_no_lease_that_keeps_others_from_telling_reports() throws Exception {
        // Given
        silentAfter = Duration.ofMinutes(30);
        Promise<Void> known = Promise.promise();
        silenceKnown = known.future();
        String stopping = startReporting(replica(), () -> false);
        while (turns.get() == 0) {
            await(vertx.timer(2));
        }

        // When
        await(vertx.undeploy(stopping));
        known.complete();

        // Then
        assertThat(rounds).hasValue(0);
    }

    @Test
    void reports_wait_for_a_while_after_the_store_was_away() throws Exception {
        // Given
        AlertingVerticle alerting = replica();
        await(alerting.accept(List.of(spend(null, "sam", 3))));
        reporting(alerting);
        storeFault = "away";
        clock.set(Instant.parse("2026-11-30T00:04:30Z"));
        told();

        // When
        storeFault = null;
        clock.set(Instant.parse("2026-11-30T00:05:00Z"));

        // Then
        assertThat(told()).isEmpty();
        clock.set(Instant.parse("2026-11-30T00:09:29Z"));
        assertThat(told()).isEmpty();
        clock.set(Instant.parse("2026-11-30T00:09:30Z"));
        assertThat(told()).hasSize(1);
    }

    @Test
    void a_round_that_fails_is_counted_and_tried_again() throws Exception {
        AlertingVerticle alerting = replica();
        await(alerting.accept(List.of(spend(null, "sam", 3))));
        clock.set(Instant.parse("2026-11-30T00:05:00Z"));
        failingReads.set(3);

        reporting(alerting);

        while (failingReads.get() > 0) {
            await(vertx.timer(2));
        }
        assertThat(told()).hasSize(1);
        assertThat(registry.get("spendbell.reports.failures").counter().count()).isPositive();
    }

    @Test
    void what_fails_round_after_round_is_told_once_and_again_after_it_has_succeeded() throws Exception {
        AlertingVerticle alerting = replica();
        try (LoggedBy log = LoggedBy.of(ReportVerticle.class)) {
            leaseFails = true;
            reporting(alerting);
            awaitRounds(3);
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .matches("the lease of reports did not come about and will be tried again: .*away");

            leaseFails = false;
            awaitRounds(3);
            leaseFails = true;
            awaitRounds(3);
            assertThat(log.messages()).hasSize(2);
        }
    }

    private void awaitRounds(int more) throws Exception {
        int enough = rounds.get() + more;
        while (rounds.get() < enough) {
            await(vertx.timer(2));
        }
    }

    @Test
    void more_accounts_than_a_page_holds_are_all_told_of() throws Exception {
        AlertingVerticle alerting = replica();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            events.add(spend(null, "user-" + i, 1));
        }
        await(alerting.accept(events));
        clock.set(Instant.parse("2026-11-30T00:05:00Z"));

        reporting(alerting);

        assertThat(told()).hasSize(1);
        assertThat(await(store.alerts(0, 1)).get(0).message()).contains("• and 2492 more: $2,492.00");
    }

    @Test
    void a_user_who_reaches_a_threshold_is_told_at_once_and_once_a_day() throws Exception {
        AlertingVerticle alerting = replica();
        await(alerting.accept(List.of(spend(null, "sam", 49))));
        assertThat(await(store.alerts(0, 10))).isEmpty();

        for (int i = 0; i < 5; i++) {
            await(alerting.accept(List.of(spend(null, "sam", 1))));
        }

        String alert =
                "User Daily Spend Threshold Crossed: $50.00 on Wed 25 Nov 2026 (UTC), of a daily threshold of $50.00.";
        assertThat(await(store.alerts(0, 10))).extracting(Alert::message).containsExactly(alert);
        clock.advance(Duration.ofHours(12));
        await(alerting.accept(List.of(spend(null, "sam", 60))));
        assertThat(await(store.alerts(0, 10))).hasSize(2);
    }

    @Test
    void a_user_who_spends_more_than_is_usual_is_told_once_a_day() throws Exception {
        // Given
        AlertingVerticle alerting = replica();
        for (int day = 0; day < 4; day++) {
            await(alerting.accept(List.of(spend(null, "sam", 10), spend(null, "kim", 10))));
            clock.advance(Duration.ofDays(1));
        }
        await(alerting.accept(List.of(spend(null, "sam", 31), spend(null, "kim", 30))));

        // When
        reporting(alerting);

        // Then
        String alert = "User Spend Anomaly Detected: $31.00 on Sun 29 Nov 2026 (UTC). The median of the 4 days with"
                + " spend among the 7 before is $10.00; more than $30.00 is unusual.";
        assertThat(told()).containsExactly(alert);
        clock.advance(Duration.ofHours(2));
        await(alerting.accept(List.of(spend(null, "sam", 10))));
        assertThat(told()).containsExactly(alert);
        await(alerting.accept(List.of(spend(null, "kim", 10))));
        assertThat(told()).as("looked at once an hour").hasSize(1);
        clock.advance(Duration.ofHours(1));
        assertThat(told()).hasSize(2);
    }

    @Test
    void spend_that_jumps_within_the_hour_is_told_of_all_and_of_the_team_once_a_day() throws Exception {
        // Given
        AlertingVerticle alerting = replica();
        for (int hour = 0; hour < 4; hour++) {
            await(alerting.accept(List.of(spend(null, null, 3))));
            clock.advance(Duration.ofHours(1));
        }
        reporting(alerting);
        await(alerting.accept(List.of(spend(null, null, 15))));
        clock.advance(Duration.ofMinutes(5));
        assertThat(told()).isEmpty();

        // When
        await(alerting.accept(List.of(spend(null, null, 1))));
        clock.advance(Duration.ofMinutes(5));

        // Then
        String jump =
                "Spend has jumped: $16.00 since Wed 25 Nov 2026, 16:00 UTC. Of the 24 hours before, 4 had spend, in the"
                        + " median $3.00; more than $15.00 in an hour is unusual.";
        assertThat(told()).containsExactly(jump, jump);
        assertThat(await(store.alerts(0, 10)))
                .extracting(alert -> String.valueOf(alert.entity()))
                .containsExactlyInAnyOrder("proxy:proxy", "team:pay");
        clock.advance(Duration.ofMinutes(10));
        assertThat(told()).hasSize(2);
    }

    @Test
    void what_is_unusual_after_the_last_search_of_a_day_and_an_hour_is_told_when_these_are_over() throws Exception {
        // Given who was searched for at five to midnight last
        clock.set(Instant.parse("2026-11-25T23:30:00Z"));
        AlertingVerticle alerting = replica();
        for (int day = 0; day < 4; day++) {
            for (int hour = 0; hour < 4; hour++) {
                await(alerting.accept(List.of(spendAt(clock.instant().minus(Duration.ofHours(hour)), "sam", 3))));
            }
            clock.advance(Duration.ofDays(1));
        }
        for (int hour = 0; hour < 3; hour++) {
            await(alerting.accept(
                    List.of(spendAt(Instant.parse("2026-11-29T20:00:00Z").plus(Duration.ofHours(hour)), null, 3))));
        }
        reporting(alerting);
        clock.set(Instant.parse("2026-11-29T23:55:00Z"));
        assertThat(told()).isEmpty();

        // When
        await(alerting.accept(List.of(spendAt(Instant.parse("2026-11-29T23:59:59Z"), "sam", 45))));
        clock.set(Instant.parse("2026-11-30T00:04:59Z"));
        assertThat(told()).as("before all of it may be there").isEmpty();
        clock.set(Instant.parse("2026-11-30T00:05:00Z"));

        // Then
        String jump =
                "Spend has jumped: $45.00 from Sun 29 Nov 2026, 23:00 UTC to Mon 30 Nov 2026, 00:00 UTC. Of the 24"
                        + " hours before, 4 had spend, in the median $3.00; more than $15.00 in an hour is unusual.";
        assertThat(told())
                .filteredOn(line -> !line.startsWith("Spend of"))
                .containsExactlyInAnyOrder(
                        jump,
                        "User Spend Anomaly Detected: $45.00 on Sun 29 Nov 2026 (UTC). The median of the 4 days with"
                                + " spend among the 7 before is $12.00; more than $36.00 is unusual.");
        clock.set(Instant.parse("2026-11-30T03:00:00Z"));
        assertThat(told()).filteredOn(line -> !line.startsWith("Spend of")).hasSize(2);
    }

    @Test
    void silence_is_told_once_and_again_only_after_somebody_has_spoken() throws Exception {
        // Given two replicas
        silentAfter = Duration.ofMinutes(30);
        AlertingVerticle alerting = replica();
        reporting(alerting);
        reporting(replica());
        awaitHolds(2);
        told();

        // When
        clock.advance(Duration.ofMinutes(31));

        // Then
        String silence = "No event has come in for 30 min, by any way: whoever reports spend may have stopped.";
        assertThat(told()).containsExactly(silence);
        clock.advance(Duration.ofHours(2));
        assertThat(told()).hasSize(1);

        // And when one of them is told something
        await(alerting.accept(List.of(spend(null, "sam", 1))));
        awaitHolds(3);
        told();
        clock.advance(Duration.ofMinutes(29));
        assertThat(told()).hasSize(1);
        clock.advance(Duration.ofMinutes(2));
        assertThat(told()).containsExactly(silence, silence);
    }

    @Test
    void a_feed_that_was_heard_and_goes_silent_is_told_once_by_its_name_though_others_go_on() throws Exception {
        // Given two replicas, of which one was told calls
        silentAfter = Duration.ofMinutes(30);
        silentFeeds = Map.of(Feed.CALLS, Duration.ofMinutes(30), Feed.MESSAGES, Duration.ofMinutes(30));
        HeardFeeds heard = new HeardFeeds();
        AlertingVerticle alerting = replica();
        startReporting(alerting, () -> false, heard);
        String other = startReporting(replica(), () -> false);
        clock.advance(ReportSeries.GRACE);
        heard.note(Feed.CALLS, clock.instant());
        told();

        // When something else comes in
        clock.advance(Duration.ofMinutes(20));
        await(alerting.accept(List.of(spend(null, "sam", 1))));
        told();
        clock.advance(Duration.ofMinutes(11));

        // Then
        String silence =
                "No call of LiteLLM's HTTP callback has come in for 30 min, and they did before: what only these"
                        + " tell may be missing.";
        assertThat(told()).containsExactly(silence);

        // And when one is started anew, by the store alone it knows what to expect
        await(vertx.undeploy(other));
        startReporting(replica(), () -> false);
        told();
        for (int i = 0; i < 2; i++) {
            await(alerting.accept(List.of(spend(null, "sam", 1))));
            told();
            clock.advance(Duration.ofMinutes(20));
        }
        assertThat(told()).containsExactly(silence, silence);

        // And when it is heard again
        heard.note(Feed.CALLS, clock.instant());
        await(alerting.accept(List.of(spend(null, "sam", 1))));
        told();
        clock.advance(Duration.ofMinutes(29));
        await(alerting.accept(List.of(spend(null, "sam", 1))));
        assertThat(told()).hasSize(2);
        clock.advance(Duration.ofMinutes(2));
        assertThat(told()).containsExactly(silence, silence, silence);
    }

    @Test
    void a_silence_that_is_shorter_than_the_time_between_looks_is_told_each_time() throws Exception {
        silentAfter = Duration.ZERO;
        AlertingVerticle alerting = replica();
        reporting(alerting);
        told();
        clock.advance(Duration.ofSeconds(1));
        assertThat(told()).hasSize(1);

        await(alerting.accept(List.of(spend(null, "sam", 1))));
        told();
        clock.advance(Duration.ofSeconds(1));

        assertThat(told()).hasSize(2);
    }

    @Test
    void where_nothing_comes_in_by_any_way_that_is_told_and_no_feed_besides() throws Exception {
        silentAfter = Duration.ofMinutes(30);
        silentFeeds = Map.of(Feed.CALLS, Duration.ofMinutes(30), Feed.WEBHOOKS, Duration.ofMinutes(30));
        HeardFeeds heard = new HeardFeeds();
        AlertingVerticle alerting = replica();
        startReporting(alerting, () -> false, heard);
        clock.advance(ReportSeries.GRACE);
        heard.note(Feed.CALLS, clock.instant());
        await(alerting.accept(List.of(spend(null, "sam", 1))));
        told();

        clock.advance(Duration.ofMinutes(31));

        assertThat(told())
                .containsExactly(
                        "No event has come in for 30 min, by any way: whoever reports spend may have stopped.");
    }

    @Test
    void a_feed_that_has_been_silent_for_a_month_is_expected_no_more() throws Exception {
        silentFeeds = Map.of(Feed.WEBHOOKS, Duration.ofMinutes(30));
        HeardFeeds heard = new HeardFeeds();
        startReporting(replica(), () -> false, heard);
        clock.advance(ReportSeries.GRACE);
        heard.note(Feed.WEBHOOKS, clock.instant());
        told();

        clock.advance(Duration.ofMinutes(31));
        assertThat(told())
                .containsExactly("No WebhookEvent of LiteLLM has come in for 30 min, and they did before: what only"
                        + " these tell may be missing.");
        clock.advance(Duration.ofDays(31));
        assertThat(told()).hasSize(1);
    }

    @Test
    void more_than_a_total_can_hold_is_refused_nobody_for_a_reports_sake() throws Exception {
        // Given events that are added up apart before they meet in one account
        AlertingVerticle alerting = replica();
        List<Event> events = IntStream.range(0, 3)
                .<Event>mapToObj(i -> new SpendEvent(
                        null, NOW.minus(Duration.ofMinutes(20L * i)), EntityFields.NONE, Usd.LARGEST_STATED))
                .toList();

        // When
        Intake.Reply reply = await(alerting.accept(events));

        // Then
        assertThat(reply.rejections()).isEmpty();
        clock.set(Instant.parse("2026-11-30T00:05:00Z"));
        reporting(alerting);
        assertThat(told()).anySatisfy(line -> assertThat(line).endsWith(": $9,223,372,036.85"));
    }

    /** Until replicas have noted so often that they were told something. */
    private void awaitHolds(int count) throws Exception {
        while (holds.get() < count) {
            await(vertx.timer(2));
        }
    }
}
