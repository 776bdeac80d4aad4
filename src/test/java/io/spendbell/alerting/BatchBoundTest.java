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
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Event;
import io.spendbell.event.Glob;
import io.spendbell.event.SpendEvent;
import io.spendbell.event.Usd;
import io.spendbell.store.Batch;
import io.spendbell.store.Ledger.Balance;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Few events may ask for much: what one commit holds is bounded all the same. */
class BatchBoundTest {
    private static final Instant NOW = Instant.parse("2026-11-16T00:00:00Z");
    private static final int TAGS = 200;
    /** What a batch may ask for, and what one event more brings. */
    private static final int MOST_POSTINGS = 32_768 + 2 * TAGS;

    private final Vertx vertx = Vertx.vertx();
    private final MutableClock clock = new MutableClock(NOW);
    private final List<Integer> postings = new ArrayList<>();
    private final Store store = new MemoryStore(new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000));
    private AlertingVerticle alerting;
    private String deployment;

    @BeforeEach
    void start() throws Exception {
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
                100_000);
        alerting = new AlertingVerticle(
                measured(),
                new Rules(
                        new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD),
                        new LedgerBudgets(List.of(tags), ZoneOffset.UTC),
                        Counters.NONE,
                        new GatewayAlerts(ZoneOffset.UTC),
                        CallAlerts.standard(ZoneOffset.UTC),
                        new Gate(Set.of(AlertType.BUDGET_ALERTS), subject -> List.of("finops"))),
                AlertIds.timeOrdered(clock),
                clock,
                new SimpleMeterRegistry(),
                raises -> {});
        deployment = await(vertx.deployVerticle(alerting));
    }

    /** The store, of which it is noted how much each commit adds. */
    private Store measured() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        postings.add(((Batch) arguments[0])
                                .entries().stream()
                                        .mapToInt(entry -> entry.postings().size())
                                        .sum());
                    }
                    return method.invoke(store, arguments);
                });
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static Event spend(String id, long dollars, IntFunction<String> tag) {
        List<String> tags = IntStream.range(0, TAGS).mapToObj(tag).toList();
        EntityFields fields = new EntityFields(
                null, null, null, null, null, null, null, null, null, tags, null, null, null, null, null, null, null);
        return new SpendEvent(id, null, fields, Usd.ofDollars(dollars));
    }

    @Test
    void events_with_many_tags_that_come_together_are_committed_a_part_at_a_time() throws Exception {
        // Given
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int at = i;
            events.add(spend(i % 2 == 0 ? "id-" + i : null, 1, n -> at + "-" + n));
        }
        for (int index : List.of(10, 150, 299)) {
            events.set(index, spend(null, 4_000_000_000L, n -> "much-" + n));
        }

        // When
        Intake.Reply reply = await(alerting.accept(events));

        // Then
        assertThat(reply.rejections()).extracting(Intake.Rejection::index).containsExactly(299);
        assertThat(await(store.ledger().accounts("tags"))).isEqualTo((300 - 3 + 1) * TAGS);
        assertThat(postings).hasSizeGreaterThan(2).allMatch(size -> size <= 8_192 + 2 * TAGS);
    }

    @Test
    void so_are_those_that_a_correction_takes_apart() throws Exception {
        // Given
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            events.add(spend(null, i == 399 ? -7 : 2, n -> "same-" + n));
        }

        // When
        Intake.Reply reply = await(alerting.accept(events));

        // Then
        assertThat(reply.rejections()).isEmpty();
        assertThat(postings).allMatch(size -> size <= MOST_POSTINGS);
        assertThat(await(store.ledger().balances("tags", null, 1_000)))
                .hasSize(TAGS)
                .extracting(Balance::spent)
                .containsOnly(Usd.ofDollars(2 * 399 - 7));
    }

    @Test
    void what_waits_for_room_is_told_where_it_is_given_up() throws Exception {
        // Given
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int at = i;
            events.add(spend(null, 1, n -> at + "-" + n));
        }
        store.close();
        Future<Intake.Reply> reply = alerting.accept(events);
        while (alerting.fault() == null) {
            await(vertx.timer(5));
        }

        // When
        await(vertx.undeploy(deployment));

        // Then
        assertThat(reply.otherwiseEmpty()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .isNull();
        assertThat(reply.failed()).isTrue();
    }
}
