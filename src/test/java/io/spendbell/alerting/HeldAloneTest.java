package io.spendbell.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.MutableClock;
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
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Event;
import io.spendbell.event.Glob;
import io.spendbell.event.SpendEvent;
import io.spendbell.event.Usd;
import io.spendbell.store.Batch;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.memory.MemoryStore;
import io.spendbell.traffic.CallAlerts;
import io.spendbell.traffic.GatewayAlerts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** While the store is away so many alerts are decided without it as memory is to hold, and the rest wait. */
class HeldAloneTest {
    private static final int LISTS = 60;
    private static final int ALERTS = 300;
    private static final int CALLS = 30;
    private static final int TAGS = 100;
    private static final List<String> DESTINATIONS = List.of("a", "b", "c");

    private final Vertx vertx = Vertx.vertx();
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-16T00:00:00Z"));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Store store = new MemoryStore(new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000));
    private final Set<Object> batches = new HashSet<>();
    private final AtomicInteger alone = new AtomicInteger();
    private final AtomicInteger postingsAlone = new AtomicInteger();
    private final AtomicInteger commits = new AtomicInteger();
    private volatile boolean isAway = true;

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /** The store, which is away and decides alone whatever it is handed, once. */
    private Store awayStore() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "fault" -> isAway ? "away on purpose" : null;
                    case "commit" -> {
                        commits.incrementAndGet();
                        yield isAway ? Future.failedFuture("away on purpose") : method.invoke(store, arguments);
                    }
                    case "decideAlone" -> Future.succeededFuture(new Store.Alone(true, decide((Batch) arguments[0])));
                    default -> method.invoke(store, arguments);
                });
    }

    private List<Raise> decide(Batch batch) {
        if (!batches.add(batch)) {
            return List.of();
        }
        List<Raise> raises = batch.entries().stream()
                .flatMap(entry -> entry.raises().stream())
                .toList();
        batch.entries()
                .forEach(entry -> postingsAlone.addAndGet(entry.postings().size()));
        raises.forEach(raise -> alone.addAndGet(raise.destinations().size()));
        return raises;
    }

    private AlertingVerticle alertingBy(LedgerBudgets budgets) {
        return new AlertingVerticle(
                awayStore(),
                new Rules(
                        new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD),
                        budgets,
                        Counters.NONE,
                        new GatewayAlerts(ZoneOffset.UTC),
                        CallAlerts.standard(ZoneOffset.UTC),
                        new Gate(Set.of(AlertType.LLM_EXCEPTIONS), subject -> DESTINATIONS)),
                AlertIds.timeOrdered(clock),
                clock,
                registry,
                raises -> {});
    }

    @Test
    void beyond_a_bound_what_comes_in_waits_until_the_store_is_back() throws Exception {
        // Given
        store.open();
        AlertingVerticle alerting = alertingBy(new LedgerBudgets(List.of(), ZoneOffset.UTC));
        await(vertx.deployVerticle(alerting));

        // When
        List<Future<Intake.Reply>> replies = new ArrayList<>();
        for (int list = 0; list < LISTS; list++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < ALERTS; i++) {
                events.add(new AlertEvent(
                        null, null, EntityFields.NONE, "llm_exceptions", "Low", "service " + list + "-" + i));
            }
            replies.add(alerting.accept(events));
        }
        while (alerting.held() == null) {
            await(vertx.timer(5));
        }
        int attempts = commits.get();
        while (commits.get() < attempts + 3) {
            await(vertx.timer(5));
        }

        // Then
        assertThat(alone.get()).isBetween(HeldAlone.MOST, 2 * HeldAlone.MOST + DESTINATIONS.size());
        assertThat(held()).isEqualTo(alone.get());
        assertThat(replies).noneMatch(Future::isComplete);

        // When
        isAway = false;
        await(Future.all(replies));

        // Then
        assertThat(await(store.alerts(0, LISTS * ALERTS + 1))).hasSize(LISTS * ALERTS);
        assertThat(held()).isZero();
        assertThat(alerting.held()).isNull();
    }

    @Test
    void so_does_what_comes_in_once_what_was_decided_comes_to_as_many_accounts_as_memory_is_to_hold() throws Exception {
        // Given
        store.open();
        BudgetDefinition tags = new BudgetDefinition(
                "tags",
                EntityKind.TAG,
                Glob.of("*"),
                null,
                Usd.ofDollars(4_000_000_000L),
                null,
                WindowSpec.parse("1mo"),
                List.of(Share.WHOLE),
                false,
                Usd.ZERO,
                1_000_000);
        AlertingVerticle alerting = alertingBy(new LedgerBudgets(List.of(tags), ZoneOffset.UTC));
        await(vertx.deployVerticle(alerting));

        // When
        List<Future<Intake.Reply>> replies = new ArrayList<>();
        for (int list = 0; list < LISTS; list++) {
            String place = list + "-";
            replies.add(alerting.accept(IntStream.range(0, CALLS)
                    .mapToObj(call -> spend(place + call))
                    .toList()));
        }
        while (alerting.held() == null) {
            await(vertx.timer(5));
        }
        int attempts = commits.get();
        while (commits.get() < attempts + 3) {
            await(vertx.timer(5));
        }

        // Then
        assertThat(alerting.held()).contains("accounts, ids and alerts");
        assertThat(postingsAlone.get()).isBetween(HeldAlone.MOST_SEALED / 2, HeldAlone.MOST_SEALED + 2 * 8_192 + TAGS);
        assertThat(replies).noneMatch(Future::isComplete);

        // When
        isAway = false;
        await(Future.all(replies));

        // Then
        assertThat(await(store.ledger().accounts("tags"))).isEqualTo(LISTS * CALLS * TAGS);
        assertThat(alerting.held()).isNull();
    }

    private static Event spend(String id) {
        List<String> tags =
                IntStream.range(0, TAGS).mapToObj(tag -> id + "-" + tag).toList();
        EntityFields fields = new EntityFields(
                null, null, null, null, null, null, null, null, null, tags, null, null, null, null, null, null, null);
        return new SpendEvent(id, null, fields, Usd.ofDollars(1));
    }

    private double held() {
        return registry.get("spendbell.deliveries.held.alone").gauge().value();
    }
}
