package io.spendbell.delivery;

import io.spendbell.store.Store;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done for a destination besides its flushes, and however long one of them takes: leases are renewed, others see that it is
 * served, metrics show its backlog. Confined to one context.
 */
final class DeliveryUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryUpkeep.class);

    /** How old what the metrics say of the backlog may be. */
    private static final long BACKLOG_SHOWN_MILLIS = 5_000;

    /** All replicas that serve a destination hold its lease together. */
    private static final String SERVED = "served";

    private final String destination;
    private final Duration lease;
    private final Store store;
    private final InstantSource clock;
    private final DeliveryMetrics metrics;
    private final HeldDeliveries held;

    DeliveryUpkeep(
            String destination,
            Duration lease,
            Store store,
            InstantSource clock,
            DeliveryMetrics metrics,
            HeldDeliveries held) {
        this.destination = destination;
        this.lease = lease;
        this.store = store;
        this.clock = clock;
        this.metrics = metrics;
        this.held = held;
    }

    /** Goes on until the verticle whose context this is has stopped. */
    void begin(Vertx vertx) {
        vertx.setPeriodic(BACKLOG_SHOWN_MILLIS, ignored -> showBacklog());
        vertx.setPeriodic(lease.toMillis() / 3, ignored -> renew());
        showServed();
    }

    void showBacklog() {
        store.outbox()
                .backlog(destination, clock.instant())
                .onSuccess(metrics::show)
                .onFailure(failure -> LOG.debug("The backlog of {} is not known", destination, failure));
    }

    private void renew() {
        showServed();
        held.renew(clock.instant().plus(lease))
                .onFailure(failure -> LOG.debug("Leases for {} were not renewed", destination, failure));
    }

    /** Whoever finds deliveries of a destination that it does not know sees by this that another replica does. */
    private void showServed() {
        Instant now = clock.instant();
        store.acquire(StrandedVerticle.lease(destination), SERVED, now, now.plus(lease))
                .onFailure(failure -> LOG.debug("Nobody was told that {} is served", destination, failure));
    }
}
