package io.spendbell.reporting;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.MutableClock;
import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertType;
import io.spendbell.alerting.AlertingVerticle;
import io.spendbell.alerting.Gate;
import io.spendbell.alerting.HeardFeeds;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Replicas that share a store, a clock that only moves when it is told to, and what they have told. */
abstract class ReportingFixture {
    /** A Wednesday. */
    static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    static final Set<AlertType> TYPES =
            Set.of(AlertType.SPEND_REPORTS, AlertType.USER_SPEND_THRESHOLDS, AlertType.USER_SPEND_ANOMALIES);

    final Vertx vertx = Vertx.vertx();
    final MutableClock clock = new MutableClock(NOW);
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final AtomicInteger failingReads = new AtomicInteger();
    final AtomicInteger rounds = new AtomicInteger();
    final AtomicInteger leads = new AtomicInteger();
    final AtomicInteger holds = new AtomicInteger();
    final AtomicInteger turns = new AtomicInteger();
    volatile Duration silentAfter;
    volatile Map<Feed, Duration> silentFeeds = Map.of();
    volatile String storeFault;
    volatile boolean leaseFails;
    volatile Future<?> silenceKnown = Future.succeededFuture();
    final Store store = watched(new MemoryStore(new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000)));
    final SpendCounting counting = new SpendCounting(new SpendSettings(
            true,
            WindowSpec.parse("7d"),
            Usd.ofDollars(50),
            null,
            new AnomalyRule(new BigDecimal("3"), 7, Usd.ofDollars(10)),
            new AnomalyRule(new BigDecimal("5"), 24, Usd.ofDollars(10)),
            ZoneOffset.UTC));

    /** The store, of which as many reads of the ledger fail as the test says; leases tell how many rounds were begun. */
    Store watched(Store real) {
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

    interface Answers {
        Object of(String method, Object answer);
    }

    static <T> T proxy(Class<T> type, T real, Answers answers) {
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

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** A replica, or the same one started anew. */
    AlertingVerticle replica() throws Exception {
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
    String reporting(AlertingVerticle alerting) throws Exception {
        String started = startReporting(alerting, () -> false);
        clock.advance(ReportSeries.GRACE);
        return started;
    }

    String startReporting(AlertingVerticle alerting, BooleanSupplier behind) throws Exception {
        return startReporting(alerting, behind, new HeardFeeds());
    }

    String startReporting(AlertingVerticle alerting, BooleanSupplier behind, HeardFeeds heard) throws Exception {
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

    static Event spend(String id, String user, long dollars) {
        EntityFields fields = EntityFields.ofCaller(null, null, user, null, "pay", null, null, null, null);
        return new SpendEvent(id, null, fields, Usd.ofDollars(dollars));
    }

    static Event spendAt(String time, long dollars) {
        return new SpendEvent(null, Instant.parse(time), EntityFields.NONE, Usd.ofDollars(dollars));
    }

    static Event spendAt(Instant time, String user, long dollars) {
        EntityFields fields = EntityFields.ofCaller(null, null, user, null, null, null, null, null, null);
        return new SpendEvent(null, time, fields, Usd.ofDollars(dollars));
    }

    /** The first lines of what was told, the oldest first, once everybody has had another look at what is due. */
    List<String> told() throws Exception {
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

    void awaitRounds(int more) throws Exception {
        int enough = rounds.get() + more;
        while (rounds.get() < enough) {
            await(vertx.timer(2));
        }
    }

    /** Until replicas have noted so often that they were told something. */
    void awaitHolds(int count) throws Exception {
        while (holds.get() < count) {
            await(vertx.timer(2));
        }
    }
}
