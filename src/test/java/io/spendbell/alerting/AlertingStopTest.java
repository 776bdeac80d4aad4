package io.spendbell.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.MutableClock;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertType;
import io.spendbell.budget.GatewayBudgets;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.budget.Thresholds;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.counter.Counters;
import io.spendbell.event.AlertEvent;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Event;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertingStopTest {
    private final Vertx vertx = Vertx.vertx();
    private final Store store = new MemoryStore(new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000));
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicInteger commits = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Store sometimesAway() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        commits.incrementAndGet();
                        if (away.get()) {
                            return Future.failedFuture("away on purpose");
                        }
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static List<Event> events(String message) {
        return List.of(new AlertEvent(null, null, EntityFields.NONE, "llm_exceptions", "High", message));
    }

    @Test
    void what_a_store_that_is_away_does_not_take_at_the_end_is_given_up_and_who_handed_it_over_is_told()
            throws Exception {
        // Given
        MutableClock clock = new MutableClock(Instant.parse("2026-11-16T00:00:00Z"));
        await(store.open());
        AlertingVerticle alerting = new AlertingVerticle(
                sometimesAway(),
                new Rules(
                        new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD),
                        new LedgerBudgets(List.of(), ZoneOffset.UTC),
                        Counters.NONE,
                        new GatewayAlerts(ZoneOffset.UTC),
                        CallAlerts.standard(ZoneOffset.UTC),
                        new Gate(Set.of(AlertType.LLM_EXCEPTIONS), subject -> List.of("finops"))),
                AlertIds.timeOrdered(clock),
                clock,
                new SimpleMeterRegistry(),
                raises -> {});
        String id = await(vertx.deployVerticle(alerting));
        away.set(true);
        Future<Intake.Reply> committing = alerting.accept(events("one"));
        Future<Intake.Reply> open = alerting.accept(events("two"));
        while (alerting.fault() == null) {
            await(vertx.timer(2));
        }

        // When
        await(vertx.undeploy(id));

        // Then
        await(committing.otherwiseEmpty());
        assertThat(committing.cause()).hasMessage("away on purpose");
        await(open.otherwiseEmpty());
        assertThat(open.cause()).hasMessage("away on purpose");
        int tries = commits.get();
        away.set(false);
        await(vertx.timer(500));
        assertThat(commits).as("nothing is tried any more").hasValue(tries);
        assertThat(await(store.alerts(0, 10))).isEmpty();
    }
}
