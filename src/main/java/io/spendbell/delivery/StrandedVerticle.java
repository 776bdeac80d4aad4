package io.spendbell.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.spendbell.store.Outbox.Backlog;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parks deliveries whose destination is not configured any more, so that they are neither lost nor wait unseen. One that
 * another replica still serves is left to it: replicas do not change their configuration at the same moment. What waits for a
 * time is parked when that has come. What was being parked while this process got the destination back is due again.
 */
public final class StrandedVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(StrandedVerticle.class);
    private static final int SLICE = 500;

    private final Store store;
    private final Supplier<Set<String>> configured;
    private final DeliverySettings settings;
    private final InstantSource clock;
    private final MeterRegistry registry;
    private final Map<String, DeliveryMetrics> metrics = new HashMap<>();
    private final String owner = UUID.randomUUID().toString();

    /** Those that nobody served at the last look. */
    private final Set<String> unserved = new HashSet<>();

    private boolean stopped;

    /**
     * A verticle for all such destinations.
     *
     * @param configured the names of those that are configured at the moment
     * @param settings of which the lease tells how often it looks, and how long a destination goes unserved before it acts
     */
    public StrandedVerticle(
            Store store,
            Supplier<Set<String>> configured,
            DeliverySettings settings,
            InstantSource clock,
            MeterRegistry registry) {
        this.store = store;
        this.configured = configured;
        this.settings = settings;
        this.clock = clock;
        this.registry = registry;
    }

    /** The lease that whoever serves a destination holds. */
    static String lease(String destination) {
        return "destination:" + destination;
    }

    /** The first look is later, so that replicas that start together can show what they serve. */
    @Override
    public Future<?> start() {
        lookLater();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        return Future.succeededFuture();
    }

    /** Re-armed after each look, so that slow ones never pile up. */
    private void lookLater() {
        if (!stopped) {
            vertx.setTimer(
                    settings.lease().toMillis(),
                    ignored -> look().onFailure(failure -> {
                                unserved.clear();
                                LOG.debug("Deliveries without a destination were not looked for", failure);
                            })
                            .onComplete(looked -> lookLater()));
        }
    }

    private Future<?> look() {
        return store.outbox().destinations().compose(names -> {
            Set<String> known = configured.get();
            metrics.keySet().removeAll(known);
            return Future.join(names.stream()
                    .filter(name -> !known.contains(name))
                    .map(this::look)
                    .toList());
        });
    }

    private Future<Void> look(String destination) {
        return show(destination).compose(backlog -> {
            if (backlog.waiting() == 0) {
                unserved.remove(destination);
                return Future.succeededFuture();
            }
            return parkUnlessServed(destination);
        });
    }

    private Future<Backlog> show(String destination) {
        return store.outbox()
                .backlog(destination, clock.instant())
                .onSuccess(backlog -> metrics.computeIfAbsent(destination, name -> new DeliveryMetrics(registry, name))
                        .show(backlog));
    }

    /** Not at the first look at which nobody serves it: after an outage whoever does may not have said so again yet. */
    private Future<Void> parkUnlessServed(String destination) {
        Instant now = clock.instant();
        return store.acquire(lease(destination), owner, now, now.plus(settings.lease()))
                .compose(isOurs -> {
                    if (!isOurs) {
                        unserved.remove(destination);
                        return Future.succeededFuture();
                    }
                    Future<?> parked = unserved.add(destination) ? Future.succeededFuture() : parkAllDue(destination);
                    return parked.eventually(() -> store.giveUp(lease(destination), owner))
                            .mapEmpty();
                });
    }

    private Future<?> parkAllDue(String destination) {
        unserved.remove(destination);
        return parkDue(destination, 0)
                .onSuccess(parked -> tell(destination, parked))
                .compose(ignored -> show(destination));
    }

    private Future<Integer> parkDue(String destination, int before) {
        if (configured.get().contains(destination)) {
            return Future.succeededFuture(before);
        }
        Instant now = clock.instant();
        return store.outbox()
                .lease(destination, owner, now, now.plus(settings.lease()), SLICE)
                .compose(leased -> leased.deliveries().isEmpty()
                        ? Future.succeededFuture(before)
                        : park(destination, leased.deliveries())
                                .compose(parked -> parkDue(destination, before + parked)));
    }

    /** Gives how many are parked. A destination that is configured meanwhile found them leased, and gets them back. */
    private Future<Integer> park(String destination, List<Delivery> deliveries) {
        String reason = "destination " + destination + " is not configured";
        return store.outbox()
                .settle(
                        deliveries.stream()
                                .map(delivery -> (Settlement) new Settlement.Parked(delivery.id(), reason))
                                .toList(),
                        owner)
                .compose(ignored -> configured.get().contains(destination)
                        ? takeBack(deliveries).map(0)
                        : Future.succeededFuture(deliveries.size()));
    }

    /** One by one, as others of that destination may be parked for another reason. */
    private Future<Integer> takeBack(List<Delivery> deliveries) {
        Future<Integer> last = Future.succeededFuture(0);
        for (Delivery delivery : deliveries) {
            DeliveryId id = delivery.id();
            last = last.compose(ignored -> store.outbox().retry(id.alertId(), id.destination(), clock.instant()));
        }
        return last;
    }

    private static void tell(String destination, int parked) {
        if (parked > 0) {
            LOG.warn(
                    "Destination {} is not configured: {} alerts for it are parked. Once it is configured again,"
                            + " POST /v1/deliveries/retry?destination={} sends them",
                    destination,
                    parked,
                    destination);
        }
    }
}
