package io.spendbell.alerting;

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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;

/** What decides over a store that fails or is emptied when a test says so, and what it has raised and counted. */
abstract class AlertingFixture {
    private static final Instant NOW = Instant.parse("2026-11-16T00:00:00Z");
    private static final StoreOptions OPTIONS = new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000);
    static final Set<AlertType> TYPES = EnumSet.of(AlertType.BUDGET_ALERTS, AlertType.LLM_EXCEPTIONS);

    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final MutableClock clock = new MutableClock(NOW);
    final AtomicInteger failingCommits = new AtomicInteger();
    Store store = openStore();
    Consumer<Wiped> emptied = wiped -> {};

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    static Store openStore() {
        Store store = new MemoryStore(OPTIONS);
        store.open();
        return store;
    }

    static <T> T await(Future<T> future) throws Exception {
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

    AlertingVerticle start(Gate gate) throws Exception {
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

    AlertingVerticle start() throws Exception {
        return start(new Gate(TYPES, subject -> List.of("finops")));
    }

    static Event spend(String id, String team, long dollars) {
        EntityFields fields = EntityFields.ofCaller(null, null, null, null, team, null, null, null, null);
        return new SpendEvent(id, null, fields, Usd.ofDollars(dollars));
    }

    static Event budget(String key, long spend, Instant resetAt) {
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

    List<String> raised() throws Exception {
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

    TreeMap<String, Usd> totals() throws Exception {
        TreeMap<String, Usd> totals = new TreeMap<>();
        for (Balance balance : await(store.ledger().balances(null, null, 100))) {
            totals.merge(balance.entityId(), balance.spent(), Usd::plus);
        }
        return totals;
    }

    double counted(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }
}
