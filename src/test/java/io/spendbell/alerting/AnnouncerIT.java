package io.spendbell.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertType;
import io.spendbell.budget.GatewayBudgets;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.budget.Thresholds;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.config.RedisConfig;
import io.spendbell.counter.Counters;
import io.spendbell.event.CallCourse;
import io.spendbell.event.CallEvent;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.redis.TestRedis;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.standin.StandInStore;
import io.spendbell.traffic.CallAlerts;
import io.spendbell.traffic.GatewayAlerts;
import io.spendbell.traffic.Outages;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told by the clock, over an outage of a real Redis. */
class AnnouncerIT {
    private static final RedisLinkOptions QUICK = new RedisLinkOptions(
            Duration.ofSeconds(1), Duration.ofMillis(400), Duration.ofMillis(20), Duration.ofMillis(100));

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Queue<Raise> raised = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failedLooks = new AtomicInteger();
    private final AtomicInteger raisedWhileAway = new AtomicInteger();
    private TestRedis redis;
    private StandInStore store;
    private AlertingVerticle alerting;
    private String deployment;

    @BeforeEach
    void start() throws Exception {
        redis = TestRedis.start("appendonly yes", "appendfsync always", "dir " + folder);
        store = new StandInStore(
                vertx,
                new RedisLink(vertx, RedisConfig.standalone(redis.uri()), "the store", QUICK),
                "hanging",
                new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000),
                InstantSource.system());
        await(store.open());
        Outages.Limits limits = new Outages.Limits(5, 10, Duration.ofMinutes(1));
        alerting = new AlertingVerticle(
                countingFailedLooks(),
                new Rules(
                        new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD),
                        new LedgerBudgets(List.of(), ZoneOffset.UTC),
                        Counters.NONE,
                        new GatewayAlerts(ZoneOffset.UTC),
                        CallAlerts.by(Duration.ofSeconds(1), Duration.ofMinutes(10), limits, limits, ZoneOffset.UTC),
                        new Gate(Set.of(AlertType.LLM_REQUESTS_HANGING), subject -> List.of("finops"))),
                AlertIds.timeOrdered(InstantSource.system()),
                InstantSource.system(),
                new SimpleMeterRegistry(),
                this::raised);
        deployment = await(vertx.deployVerticle(alerting));
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.undeploy(deployment));
        await(store.close());
        await(vertx.close());
        redis.close();
    }

    private void raised(List<Raise> raises) {
        if (store.fault() != null) {
            raisedWhileAway.incrementAndGet();
        }
        raised.addAll(raises);
    }

    private Store countingFailedLooks() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(store, arguments);
                        if (method.getName().equals("seen")) {
                            ((Future<?>) answer).onFailure(failure -> failedLooks.incrementAndGet());
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            await(vertx.timer(10));
        }
    }

    @Test
    void a_call_that_hangs_while_redis_is_away_is_told_when_it_is_back_once() throws Exception {
        // Given
        redis.kill();
        until(() -> store.fault() != null);

        // When
        alerting.accept(List.of(new CallEvent(
                "call-1:started",
                null,
                EntityFields.NONE,
                Usd.ZERO,
                true,
                List.of(),
                new CallCourse("call-1", CallCourse.Status.STARTED, null, null, null, Map.of()))));

        until(() -> failedLooks.get() > 0);
        redis.startAgain();

        // Then
        until(() -> raised.size() == 1);
        assertThat(raised.element().alert().type()).isEqualTo(AlertType.LLM_REQUESTS_HANGING);
        assertThat(raisedWhileAway).hasValue(0);
        until(() -> await(store.alerts(0, 10).otherwise(List.of())).size() == 1);
        assertThat(await(store.alerts(0, 10)).get(0).id())
                .isEqualTo(raised.element().alert().id());
        assertThat(raised).hasSize(1);
    }
}
