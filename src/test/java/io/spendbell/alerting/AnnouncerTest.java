package io.spendbell.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import io.spendbell.counter.Counters;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import io.spendbell.store.Batch;
import io.spendbell.store.Judge;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.memory.MemoryStore;
import io.spendbell.traffic.CallAlerts;
import io.spendbell.traffic.GatewayAlerts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final Store store = new MemoryStore(new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000));
    private final AlertingMetrics metrics = new AlertingMetrics(new SimpleMeterRegistry());
    private final Decider decider = new Decider(
            new Rules(
                    new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD),
                    new LedgerBudgets(List.of(), ZoneOffset.UTC),
                    Counters.NONE,
                    new GatewayAlerts(ZoneOffset.UTC),
                    CallAlerts.standard(ZoneOffset.UTC),
                    new Gate(Set.of(AlertType.SPENDBELL_NOTICE), subject -> List.of("finops"))),
            new ClaimCache(100),
            new KnownEntities(),
            AlertIds.timeOrdered(InstantSource.fixed(NOW)),
            metrics,
            (call, time) -> {});
    private final Deque<Promise<Void>> pauses = new ArrayDeque<>();
    private final List<Raise> raised = new ArrayList<>();
    private boolean away = true;
    private boolean standsIn;
    private int commits;
    private final Announcer announcer = new Announcer(
            millis -> {
                Promise<Void> pause = Promise.promise();
                pauses.add(pause);
                return pause.future();
            },
            sometimesAway(),
            () -> decider,
            metrics,
            InstantSource.fixed(NOW),
            raised::addAll);

    @BeforeEach
    void open() {
        store.open();
    }

    /** The store; while it is away it commits nothing, and decides alone if it stands in for itself. */
    private Store sometimesAway() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("decideAlone")) {
                        return standsIn
                                ? store.commit((Batch) arguments[0], (Judge) arguments[1])
                                        .map(result -> new Store.Alone(true, result.raised()))
                                : Future.succeededFuture(Store.Alone.NOT_NEEDED);
                    }
                    if (method.getName().equals("commit")) {
                        commits++;
                    }
                    if (away && method.getName().equals("commit")) {
                        return Future.failedFuture("away on purpose");
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Notice notice() {
        return notice("test");
    }

    private static Notice notice(String name) {
        AlertKey key = new AlertKey(
                AlertType.SPENDBELL_NOTICE,
                Entity.PROXY,
                AlertKey.GATEWAY,
                new Rule.Notice(name),
                Usd.ZERO,
                AlertWindow.FOREVER);
        return new Notice(key, Level.LOW, EntityFields.NONE, "m", NOW);
    }

    private void waitHowever(int often) {
        for (int i = 0; i < often; i++) {
            pauses.remove().complete();
        }
    }

    @Test
    void what_is_to_be_told_is_told_however_long_the_store_was_away() {
        Future<FindingOutcome> told = announcer.announce(notice());
        waitHowever(500);
        assertThat(told.isComplete()).isFalse();

        away = false;
        waitHowever(1);

        assertThat(told.result()).isEqualTo(FindingOutcome.RAISED);
        assertThat(raised).hasSize(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void while_somebody_stands_in_for_the_store_nobody_waits_for_it_and_it_is_told_all_the_same() {
        standsIn = true;

        Future<FindingOutcome> told = announcer.announce(notice());

        assertThat(told.result()).isEqualTo(FindingOutcome.RAISED);
        assertThat(raised).hasSize(1);
        assertThat(pauses).as("the store is still to be told").hasSize(1);
        away = false;
        waitHowever(1);
        assertThat(raised).hasSize(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void however_many_wait_for_the_store_one_is_tried_and_each_is_decided_alone_at_once() {
        standsIn = true;
        List<Future<FindingOutcome>> told = IntStream.range(0, 20)
                .mapToObj(i -> announcer.announce(notice("test " + i)))
                .toList();

        assertThat(raised).hasSize(20);
        assertThat(commits).isEqualTo(1);
        assertThat(told).filteredOn(Future::isComplete).hasSize(16);
        waitHowever(1);
        assertThat(commits).isEqualTo(2);
        assertThat(pauses).hasSize(1);

        away = false;
        waitHowever(1);
        assertThat(told).allMatch(Future::succeeded);
        assertThat(commits).isEqualTo(22);
        assertThat(raised).hasSize(20);
        assertThat(pauses).isEmpty();
    }

    @Test
    void one_that_is_stopped_gives_up() {
        Future<FindingOutcome> told = announcer.announce(notice());
        announcer.stop();

        waitHowever(1);

        assertThat(told.failed()).isTrue();
        assertThat(pauses).isEmpty();
    }
}
