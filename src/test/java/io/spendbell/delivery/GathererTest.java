package io.spendbell.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.delivery.text.Alerts;
import io.spendbell.event.EntityFields;
import io.spendbell.store.Batch;
import io.spendbell.store.Entry;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.Leased;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.memory.MemoryStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas that lease deliveries of one digest at the same moment. */
class GathererTest {
    private static final AlertWindow.Span WINDOW = new AlertWindow.Span(Alerts.NOW.minusSeconds(3_600), Alerts.NOW);
    private static final DeliverySettings SETTINGS = DeliverySettings.of(Duration.ofSeconds(10), 100);

    private final MemoryStore store =
            new MemoryStore(new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(1), 1_000));
    private final Gatherer mine = gatherer("me");
    private final Gatherer others = gatherer("other");

    @BeforeEach
    void open() {
        get(store.open());
    }

    @AfterEach
    void close() {
        get(store.close());
    }

    @Test
    void all_that_is_due_comes_to_who_has_some_and_nothing_to_others_meanwhile() {
        raise(1_200, WINDOW);
        Leased first = lease("me", 600);

        assertThat(lease("other", 300).deliveries()).isEmpty();
        assertThat(ids(get(mine.complete(first)))).doesNotHaveDuplicates().hasSize(1_200);
    }

    @Test
    void once_it_has_all_others_may_gather_what_comes_later() {
        raise(2, WINDOW);
        get(mine.complete(lease("me", 10)));
        raise(3, WINDOW);

        assertThat(get(others.complete(lease("other", 10))).deliveries()).hasSize(3);
    }

    @Test
    void what_is_told_at_once_stays_where_it_is() {
        raise(700, null);

        Leased leased = lease("me", 600);

        assertThat(get(mine.complete(leased))).isSameAs(leased);
        assertThat(lease("other", 600).deliveries()).hasSize(100);
    }

    @Test
    void a_destination_that_is_tried_with_one_delivery_is_tried_with_its_whole_digest() {
        raise(3, WINDOW);

        assertThat(get(mine.complete(lease("me", 1))).deliveries()).hasSize(3);
    }

    @Test
    void what_it_has_is_told_though_the_store_does_not_hear_that_it_has_all() {
        FlakyStore flaky = new FlakyStore(store);
        flaky.failNext("giveUp");
        raise(2, WINDOW);

        assertThat(get(gatherer("me", flaky.store()).complete(lease("me", 10))).deliveries())
                .hasSize(2);
        assertThat(flaky.pendingFailures()).isZero();
    }

    @Test
    void what_it_has_is_given_back_where_the_rest_cannot_be_had() {
        FlakyStore flaky = new FlakyStore(store);
        raise(20, WINDOW);
        Leased first = lease("me", 10);
        flaky.failNext("lease");

        assertThat(gatherer("me", flaky.store()).complete(first).failed()).isTrue();

        assertThat(flaky.pendingFailures()).isZero();
        assertThat(lease("me", 100).deliveries()).hasSize(20);
    }

    private Gatherer gatherer(String owner) {
        return gatherer(owner, store);
    }

    private Gatherer gatherer(String owner, Store of) {
        return new Gatherer(of, "finops", owner, SETTINGS, InstantSource.fixed(Alerts.NOW));
    }

    private Leased lease(String owner, int most) {
        return get(store.outbox().lease("finops", owner, Alerts.NOW, Alerts.NOW.plusSeconds(6), most));
    }

    private void raise(int count, AlertWindow.Span digest) {
        List<Raise> raises = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Alert alert = new Alert(
                    digest + "-" + raises.size() + "-" + System.nanoTime(),
                    AlertType.LLM_EXCEPTIONS,
                    Level.LOW,
                    null,
                    EntityFields.NONE,
                    "m",
                    null,
                    time(i),
                    time(i),
                    digest);
            raises.add(new Raise(alert, List.of(), List.of("finops")));
        }
        Entry entry = new Entry(null, List.of(), List.of(), raises, List.of());
        get(store.commit(new Batch(Alerts.NOW, List.of(entry)), posted -> List.of()));
    }

    private static Instant time(int second) {
        return Alerts.NOW.minusSeconds(3_600 - second);
    }

    private static List<String> ids(Leased leased) {
        return leased.deliveries().stream()
                .map(Delivery::id)
                .map(id -> id.alertId())
                .toList();
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
