package io.spendbell.store;

import static io.spendbell.store.StoreFixture.MONTH;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OCTOBER;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import io.spendbell.store.Entry.KnownWindow;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Does at random what a deployment does, and compares every answer with a store of the plainest kind. */
public abstract class StoreModelContract {
    private static final StoreOptions OPTIONS = new StoreOptions(Duration.ofMinutes(5), Duration.ofMinutes(1), 12);
    private static final int STEPS = 600;
    private static final List<String> DESTINATIONS = List.of("a", "ab", "b");
    private static final List<String> OWNERS = List.of("me", "other");

    private Random random = new Random();
    private NaiveStore model = new NaiveStore(OPTIONS);
    private Instant now = NOW;
    private int batches;

    protected abstract Store newStore(StoreOptions options) throws Exception;

    /** What takes the place of a store between two steps: itself, or what is found after a restart. */
    protected abstract Store next(Store store, StoreOptions options, Random random, Runnable restarted)
            throws Exception;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void answers_as_the_plainest_store_would(long seed) throws Exception {
        random = new Random(seed);
        model = new NaiveStore(OPTIONS);
        Store store = newStore(OPTIONS);
        get(store.open());
        for (int step = 0; step < STEPS; step++) {
            now = now.plusMillis(random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(50));
            step(store);
            if (step % 20 == 0) {
                compare(store);
                store = next(store, OPTIONS, random, model::restart);
            }
        }
        compare(store);
        get(store.close());
    }

    private void step(Store store) {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> commit(store, this::judge);
            case 4 -> commit(store, this::judgeOrFail);
            case 5 -> lease(store);
            case 6 -> settle(store);
            case 7 -> begin(store);
            case 8 -> renew(store);
            case 9 -> retry(store);
            case 10 -> pace(store);
            default -> sweepOrRelease(store);
        }
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private void commit(Store store, Judge judge) {
        Batch batch = batch();
        CommitResult expected = model.commit(batch, judge);
        assertThat(get(store.commit(batch, judge))).isEqualTo(expected);
    }

    /** Fails on some of what it is asked, always on the same. */
    private List<Candidate> judgeOrFail(Judge.Posted posted) {
        if (posted.entityId().hashCode() % 3 == 0 || posted.total().nanos() % 2 != 0) {
            throw new IllegalStateException("on purpose");
        }
        return judge(posted);
    }

    private Batch batch() {
        batches++;
        List<Entry> entries = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            List<Posting> postings = new ArrayList<>();
            for (int j = random.nextInt(4); j > 0; j--) {
                postings.add(posting());
            }
            entries.add(new Entry(
                    random.nextBoolean() ? null : "id-" + random.nextInt(40),
                    postings,
                    random.nextBoolean() ? List.of() : List.of(candidate(randomKey(), random.nextInt(3) == 0)),
                    random.nextInt(5) == 0
                            ? List.of(raise("raise-" + random.nextLong(), Level.LOW, List.of()))
                            : List.of(),
                    random.nextInt(4) == 0
                            ? List.of(new KnownWindow(
                                    new Entity(EntityKind.TEAM, "team-" + random.nextInt(3)),
                                    seconds(random.nextInt(200) - 20)))
                            : List.of()));
        }
        return new Batch(now, entries);
    }

    /** Windows end at whole seconds. */
    private Instant seconds(int fromNow) {
        return Instant.ofEpochSecond(now.getEpochSecond() + fromNow);
    }

    private Posting posting() {
        boolean later = now.isAfter(NOW.plusSeconds(900));
        Instant current = later ? MONTH.plus(Duration.ofDays(30)) : MONTH;
        Instant previous = later ? MONTH : OCTOBER;
        return new Posting(
                random.nextBoolean() ? "s" : "source",
                "team-" + random.nextInt(5),
                random.nextInt(3) == 0 ? previous : current,
                current,
                previous,
                random.nextInt(12) == 0 ? Usd.ofDollars(4_000_000_000L) : new Usd(random.nextInt(2_000) - 500),
                new Usd(random.nextInt(1_000)),
                3,
                EntityFields.NONE,
                now);
    }

    private List<Candidate> judge(Judge.Posted posted) {
        if (posted.total().nanos() < 1_000) {
            return List.of();
        }
        String entity = posted.posting().source() + posted.entityId();
        Instant start = posted.posting().windowStart();
        return List.of(candidate(
                key(entity, "1.0", new AlertWindow.Span(start, start.plusSeconds(1_000))), random.nextInt(1) == 0));
    }

    private AlertKey randomKey() {
        AlertWindow window = switch (random.nextInt(4)) {
            case 0 -> AlertWindow.FOREVER;
            case 1 -> new AlertWindow.Until(seconds(random.nextInt(100)));
            default -> AlertWindow.ROLLING;
        };
        return key("team-" + random.nextInt(3), "0." + (1 + random.nextInt(3)), window);
    }

    private Candidate candidate(AlertKey key, boolean passesOthers) {
        Level level = Level.values()[key.rule().name().length() % 3];
        List<AlertKey> passed = passesOthers ? List.of(key("team-0", "0.1", key.window())) : List.of();
        return new Candidate() {
            @Override
            public AlertKey key() {
                return key;
            }

            @Override
            public boolean joinsKnownWindow() {
                return key.window() instanceof AlertWindow.Rolling;
            }

            @Override
            public Raise raise(AlertKey claimed, Predicate<AlertKey> isFree) {
                String id = "alert-" + batches + "-" + claimed.canonical();
                return StoreModelContract.this.raise(id, level, passed);
            }
        };
    }

    private Raise raise(String id, Level level, List<AlertKey> passed) {
        Instant raisedAt = now.minusMillis(id.hashCode() & 3);
        Alert alert = new Alert(
                id, AlertType.BUDGET_ALERTS, level, null, EntityFields.NONE, "message", null, raisedAt, raisedAt);
        return new Raise(alert, passed, id.hashCode() % 2 == 0 ? List.of("a") : List.of("ab", "b", "a"));
    }

    private void lease(Store store) {
        String destination = any(DESTINATIONS);
        String owner = any(OWNERS);
        Instant until = now.plusMillis(random.nextInt(10_000));
        int max = 1 + random.nextInt(8);
        assertThat(get(store.outbox().lease(destination, owner, now, until, max))
                        .deliveries())
                .isEqualTo(model.lease(destination, owner, now, until, max));
    }

    private List<DeliveryId> someDeliveries() {
        List<DeliveryId> some = new ArrayList<>();
        if (!model.outbox.isEmpty()) {
            for (int i = random.nextInt(5); i >= 0; i--) {
                some.add(any(model.outbox).id);
            }
        }
        return some.stream().distinct().toList();
    }

    private void settle(Store store) {
        String owner = any(OWNERS);
        List<Settlement> settlements = new ArrayList<>();
        for (DeliveryId id : someDeliveries()) {
            settlements.add(
                    switch (random.nextInt(5)) {
                        case 0 -> new Settlement.Parked(id, "no");
                        case 1 -> new Settlement.Released(id);
                        case 2 ->
                            new Settlement.Retry(
                                    id, now.plusMillis(random.nextInt(5_000)), "later", random.nextBoolean());
                        default -> new Settlement.Delivered(id);
                    });
        }
        settlements.forEach(settlement -> model.settle(settlement, owner));
        get(store.outbox().settle(settlements, owner));
    }

    private void begin(Store store) {
        List<DeliveryId> some = someDeliveries();
        String owner = any(OWNERS);
        Instant repeatAt = now.plusMillis(random.nextInt(30_000));
        assertThat(get(store.outbox().begin(some, owner, repeatAt))).isEqualTo(model.begin(some, owner, repeatAt));
    }

    private void renew(Store store) {
        List<DeliveryId> some = someDeliveries();
        String owner = any(OWNERS);
        Instant until = now.plusMillis(random.nextInt(10_000));
        model.renew(some, owner, until);
        get(store.outbox().renew(some, owner, until));
    }

    private void retry(Store store) {
        String destination = random.nextInt(3) == 0 ? null : any(DESTINATIONS);
        assertThat(get(store.outbox().retry(null, destination, now))).isEqualTo(model.retry(destination, now));
    }

    private void pace(Store store) {
        String url = "url-" + random.nextInt(2);
        if (random.nextInt(4) == 0) {
            Instant until = now.plusMillis(random.nextInt(5_000));
            model.hold(url, until);
            get(store.hold(url, until));
        } else {
            Duration interval = Duration.ofMillis(random.nextInt(2_000));
            assertThat(get(store.reserveTurn(url, now, interval))).isEqualTo(model.reserveTurn(url, now, interval));
        }
    }

    private void sweepOrRelease(Store store) {
        if (random.nextBoolean()) {
            get(store.sweep(now));
        } else {
            AlertKey key = randomKey();
            model.release(key);
            get(store.release(key));
        }
    }

    private void compare(Store store) {
        assertThat(get(store.ledger().balances(null, null, 1_000))).isEqualTo(model.balances());
        assertThat(get(store.ledger().accounts("s"))).isEqualTo(model.accounts("s"));
        for (String destination : DESTINATIONS) {
            List<NaiveStore.Delivery> all = model.outbox.stream()
                    .filter(each -> each.id.destination().equals(destination))
                    .toList();
            Outbox.Backlog backlog = get(store.outbox().backlog(destination, now));
            assertThat(backlog.parked())
                    .isEqualTo(all.stream().filter(each -> each.parked).count());
            assertThat(backlog.waiting()).isEqualTo(all.size() - backlog.parked());
            assertThat(get(store.outbox().list(destination, 0, 10_000)))
                    .allSatisfy(view -> assertThat(model.outbox)
                            .filteredOn(each -> each.id.equals(view.id()))
                            .singleElement()
                            .satisfies(each -> assertThat(view.attempts()).isEqualTo(each.attempts)))
                    .hasSize(all.size());
        }
    }
}
