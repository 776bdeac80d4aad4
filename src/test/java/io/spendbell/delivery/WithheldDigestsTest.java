package io.spendbell.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.MutableClock;
import io.spendbell.store.Outbox;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.memory.MemoryStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The right to tell digests while somebody makes them due. */
class WithheldDigestsTest {
    private static final String RIGHT = Outbox.rightToTellDigests("finops");

    private final Vertx vertx = Vertx.vertx();
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-23T10:20:00Z"));
    private final MemoryStore store =
            new MemoryStore(new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(1), 1_000));
    private final WithheldDigests withheld = new WithheldDigests(vertx, store, clock);

    @BeforeEach
    void open() {
        get(store.open());
    }

    @AfterEach
    void close() {
        get(store.close());
        get(vertx.close());
    }

    @Test
    void nobody_has_it_as_long_as_that_takes_and_anybody_afterwards() {
        Promise<String> work = Promise.promise();
        Promise<Void> begun = Promise.promise();
        Future<String> done = withheld.during("finops", () -> {
            begun.complete();
            return work.future();
        });
        get(begun.future());

        clock.advance(Duration.ofSeconds(5));
        get(vertx.timer(2_500));
        clock.advance(Duration.ofSeconds(5));
        assertThat(anotherGetsIt()).as("it is renewed").isFalse();
        work.complete("done");

        assertThat(get(done)).isEqualTo("done");
        assertThat(anotherGetsIt()).isTrue();
    }

    @Test
    void what_fails_withholds_nothing_any_more() {
        Future<String> failed = withheld.during("finops", () -> Future.failedFuture("no"));

        assertThat(get(failed.otherwise(Throwable::getMessage))).isEqualTo("no");
        assertThat(anotherGetsIt()).isTrue();
    }

    @Test
    void what_fails_at_once_withholds_nothing_any_more_either() {
        Future<String> failed = withheld.during("finops", () -> {
            throw new IllegalStateException("no");
        });

        assertThat(get(failed.otherwise(Throwable::getMessage))).isEqualTo("no");
        assertThat(anotherGetsIt()).isTrue();
    }

    @Test
    void it_begins_when_whoever_gathers_a_digest_has_it_all() {
        assertThat(anotherGetsIt()).isTrue();
        Promise<Void> begun = Promise.promise();
        Future<Boolean> done = withheld.during("finops", () -> {
            begun.complete();
            return Future.succeededFuture(true);
        });

        get(vertx.timer(300));
        assertThat(begun.future().isComplete()).isFalse();
        get(store.giveUp(RIGHT, "another"));

        assertThat(get(done)).isTrue();
    }

    private boolean anotherGetsIt() {
        Instant now = clock.instant();
        return get(store.acquire(RIGHT, "another", now, now.plusSeconds(60)));
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
