package io.spendbell.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Rule;
import io.spendbell.alert.Share;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Batches, keys and alerts for stores' tests. */
public final class StoreFixture {
    /** Later than any clock shows: a store in another process looks at its own too, and goes by the later one. */
    public static final Instant NOW = Instant.parse("2126-11-23T12:00:00Z");

    public static final Instant MONTH = Instant.parse("2126-11-01T00:00:00Z");
    public static final Instant OCTOBER = Instant.parse("2126-10-01T00:00:00Z");
    public static final Instant DECEMBER = Instant.parse("2126-12-01T00:00:00Z");
    public static final StoreOptions OPTIONS = new StoreOptions(Duration.ofHours(24), Duration.ofMinutes(10), 1_000);
    public static final Judge NOTHING = posted -> List.of();

    private static final AlertIds IDS = AlertIds.timeOrdered(InstantSource.system());

    private StoreFixture() {}

    public static AlertKey key(String team, String share, AlertWindow window) {
        return new AlertKey(
                AlertType.BUDGET_ALERTS,
                new Entity(EntityKind.TEAM, team),
                AlertKey.GATEWAY,
                new Rule.Threshold(Share.of(share)),
                Usd.ofDollars(85),
                window);
    }

    public static Alert alert(Level level, Instant raisedAt) {
        return new Alert(
                IDS.next(),
                AlertType.BUDGET_ALERTS,
                level,
                null,
                EntityFields.NONE,
                "message",
                null,
                raisedAt,
                raisedAt);
    }

    /** What rings at {@code finops} if its claim is free. */
    public static Candidate candidate(AlertKey key, AlertKey... passed) {
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
                return new Raise(alert(Level.HIGH, NOW), List.of(passed), List.of("finops"));
            }
        };
    }

    public static Entry entry(String id, List<Posting> postings, Candidate... candidates) {
        return new Entry(id, postings, List.of(candidates), List.of(), List.of());
    }

    /** One event from a stream. */
    public static Entry received(String id, Receipt receipt, List<Posting> postings, Candidate... candidates) {
        return new Entry(id, receipt, postings, List.of(candidates), List.of(), List.of());
    }

    public static Entry finding(Candidate... candidates) {
        return entry(null, List.of(), candidates);
    }

    public static Entry raising(Alert alert, String... destinations) {
        return new Entry(
                null, List.of(), List.of(), List.of(new Raise(alert, List.of(), List.of(destinations))), List.of());
    }

    public static Posting posting(String source, String entityId, Instant window, Usd amount) {
        return posting(source, entityId, window, amount, Usd.ZERO, 1_000);
    }

    public static Posting posting(
            String source, String entityId, Instant window, Usd amount, Usd opening, int maxAccounts) {
        return new Posting(
                source, entityId, window, MONTH, OCTOBER, amount, opening, maxAccounts, EntityFields.NONE, NOW);
    }

    public static Posting dollars(String team, long dollars) {
        return posting("b", team, MONTH, Usd.ofDollars(dollars));
    }

    public static Entry spend(String team, long dollars) {
        return entry(null, List.of(dollars(team, dollars)));
    }

    /** What a team has spent of the budget that {@link #dollars} adds to. */
    public static Usd total(Store store, String team) {
        return get(store.ledger().balances("b", null, 100)).stream()
                .filter(balance -> balance.entityId().equals(team))
                .map(Ledger.Balance::spent)
                .findFirst()
                .orElse(Usd.ZERO);
    }

    public static Batch batch(Entry... entries) {
        return new Batch(NOW, List.of(entries));
    }

    public static Batch batchAt(Instant now, Entry... entries) {
        return new Batch(now, List.of(entries));
    }

    /** Waits until it is so. */
    public static void eventually(BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            LockSupport.parkNanos(2_000_000);
        }
    }

    public static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
