package io.spendbell.delivery;

import io.spendbell.store.Outbox;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps digests from all who would tell them while more and more of them becomes due, so that they are told once. Safe for use from any thread. */
public final class WithheldDigests {
    private static final Logger LOG = LoggerFactory.getLogger(WithheldDigests.class);
    private static final Duration LEASE = Duration.ofSeconds(6);

    /** Somebody may be gathering a digest right now, or have ended while doing so. */
    private static final int MOST_TRIES = 40;

    private static final long BETWEEN_TRIES_MILLIS = 200;

    private final Vertx vertx;
    private final Store store;
    private final InstantSource clock;

    public WithheldDigests(Vertx vertx, Store store, InstantSource clock) {
        this.vertx = vertx;
        this.store = store;
        this.clock = clock;
    }

    /** What comes of something that makes deliveries of a destination due. */
    public <T> Future<T> during(String destination, Supplier<Future<T>> makingDue) {
        String right = Outbox.rightToTellDigests(destination);
        String owner = UUID.randomUUID().toString();
        return hold(right, owner, MOST_TRIES).otherwise(false).compose(ignored -> {
            long renewing = vertx.setPeriodic(
                    LEASE.toMillis() / 3,
                    timer -> acquire(right, owner)
                            .onFailure(
                                    failure -> LOG.debug("Digests of {} may be told in parts", destination, failure)));
            // What fails at once fails the future too.
            Future<Void> holding = Future.succeededFuture();
            return holding.compose(held -> makingDue.get()).eventually(() -> {
                vertx.cancelTimer(renewing);
                return store.giveUp(right, owner).otherwiseEmpty();
            });
        });
    }

    /** Whoever has the right for longer than that tells what it finds, and perhaps a part at a time. */
    private Future<Boolean> hold(String right, String owner, int tries) {
        return acquire(right, owner)
                .compose(isOurs -> isOurs || tries == 1
                        ? Future.succeededFuture(isOurs)
                        : vertx.timer(BETWEEN_TRIES_MILLIS).compose(ignored -> hold(right, owner, tries - 1)));
    }

    private Future<Boolean> acquire(String right, String owner) {
        Instant now = clock.instant();
        return store.acquire(right, owner, now, now.plus(LEASE));
    }
}
