package io.spendbell.delivery;

import io.spendbell.delivery.Destination.Pace;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Takes turns at a URL, together with whoever else posts to it. Stateless: what is known of a URL is in the store. */
final class Turns {
    /** What is added to a pace's key for the key under which its holds alone are kept. */
    private static final String HELD = "|held";
    /** A turn that is further away than this is waited for without leases. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Store store;
    private final InstantSource clock;
    private final @Nullable Pace pace;

    /** @param pace null where nothing paces posts */
    Turns(Vertx vertx, Store store, InstantSource clock, @Nullable Pace pace) {
        this.vertx = vertx;
        this.store = store;
        this.clock = clock;
        this.pace = pace;
    }

    /** Whether posts wait for each other, and not only when they are asked to. */
    boolean areTaken() {
        return pace != null && !pace.interval().isZero();
    }

    /**
     * Waits for the next turn, if it comes soon.
     *
     * @return a time that is not after now where it is there, else one before which nothing is to be posted
     */
    Future<Instant> next() {
        Pace own = pace;
        if (own == null) {
            return Future.succeededFuture(Instant.MIN);
        }
        Instant now = clock.instant();
        return store.reserveTurn(own.key(), now, own.interval()).compose(turn -> {
            Duration wait = Duration.between(now, turn);
            boolean isWaitedFor = wait.compareTo(Duration.ZERO) > 0 && wait.compareTo(LONGEST_WAIT) <= 0;
            return isWaitedFor
                    ? vertx.timer(wait.toMillis() + 1).compose(ignored -> afterWaitFor(turn, own))
                    : Future.succeededFuture(turn);
        });
    }

    /** A turn that was missed, by a process that stood still, may be too close to the next one's. */
    private Future<Instant> afterWaitFor(Instant turn, Pace own) {
        Instant latest = turn.plus(own.interval().dividedBy(4)).plusMillis(1);
        return clock.instant().isAfter(latest) ? next() : freeAt(own);
    }

    /** Whether nobody was told to wait while the turn was waited for. */
    private Future<Instant> freeAt(Pace own) {
        return store.reserveTurn(own.key() + HELD, clock.instant(), Duration.ZERO);
    }

    /** The pace counts from when the message arrived, which is no later than its answer: connecting may take long. */
    Future<Void> keepDistance() {
        Pace own = pace;
        return own == null || own.interval().isZero()
                ? Future.succeededFuture()
                : store.hold(own.key(), clock.instant().plus(own.interval())).otherwiseEmpty();
    }

    /** Has nobody post to the URL before a time. */
    Future<Void> hold(Instant until) {
        Pace own = pace;
        return own == null
                ? Future.succeededFuture()
                : store.hold(own.key() + HELD, until).compose(ignored -> store.hold(own.key(), until));
    }
}
