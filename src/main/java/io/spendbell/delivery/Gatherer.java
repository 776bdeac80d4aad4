package io.spendbell.delivery;

import io.spendbell.alert.Alert;
import io.spendbell.alert.Level;
import io.spendbell.delivery.text.DigestText;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Leased;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings all that is due of a digest into one pair of hands, so that it is told once: where several replicas lease some of it,
 * one of them gathers it and the others give back what they have. Confined to one context.
 */
final class Gatherer {
    /** So many due deliveries a store may give to two replicas that ask at the same time, some to each. */
    private static final int MAY_BE_SHARED = 500;

    /** What others have is theirs for no longer than it takes to give it back. */
    private static final Duration UNTIL_GIVEN_BACK = Duration.ofMillis(500);

    /** A digest of more is told in several. */
    private static final int MOST = 20_000;

    private final Vertx vertx;
    private final Store store;
    private final String destination;
    private final String owner;
    private final DeliverySettings settings;
    private final InstantSource clock;

    Gatherer(
            Vertx vertx,
            Store store,
            String destination,
            String owner,
            DeliverySettings settings,
            InstantSource clock) {
        this.vertx = vertx;
        this.store = store;
        this.destination = destination;
        this.owner = owner;
        this.settings = settings;
        this.clock = clock;
    }

    /** The lease that whoever gathers digests for a destination holds. */
    static String lease(String destination) {
        return "digest:" + destination;
    }

    /**
     * What was leased, with whatever else is due of its digests; without them where somebody else gathers. While a store that is
     * shared is away, each replica tells what it has.
     *
     * @param most how many were asked for
     */
    Future<Leased> complete(Leased leased, int most) {
        if (leased.deliveries().stream().noneMatch(Gatherer::isOfDigest)) {
            return Future.succeededFuture(leased);
        }
        Instant now = clock.instant();
        return store.acquire(lease(destination), owner, now, now.plus(settings.lease()))
                .otherwise(true)
                .compose(isOurs -> isOurs ? gather(leased, most) : withoutDigests(leased));
    }

    private static boolean isOfDigest(Delivery delivery) {
        return delivery.alert().digest() != null;
    }

    private Future<Leased> withoutDigests(Leased leased) {
        List<Settlement> back = new ArrayList<>();
        List<Delivery> rest = new ArrayList<>();
        for (Delivery delivery : leased.deliveries()) {
            if (isOfDigest(delivery)) {
                back.add(new Settlement.Released(delivery.id()));
            } else {
                rest.add(delivery);
            }
        }
        return store.outbox().settle(back, owner).map(new Leased(rest, leased.nextDue()));
    }

    private Future<Leased> gather(Leased first, int most) {
        if (first.deliveries().size() < Math.min(most, MAY_BE_SHARED)) {
            return Future.succeededFuture(first);
        }
        Gathered gathered = new Gathered();
        gathered.add(first.deliveries());
        return vertx.timer(UNTIL_GIVEN_BACK.toMillis()).compose(ignored -> more(gathered));
    }

    private Future<Leased> more(Gathered gathered) {
        Instant now = clock.instant();
        Instant until = now.plus(settings.lease());
        return store.outbox()
                .lease(destination, owner, now, until, settings.mostLeased())
                .compose(leased -> {
                    gathered.add(leased.deliveries());
                    return leased.deliveries().isEmpty() || gathered.deliveries.size() >= MOST
                            ? Future.succeededFuture(new Leased(List.copyOf(gathered.deliveries), leased.nextDue()))
                            : store.outbox().renew(gathered.ids(), owner, until).compose(ignored -> more(gathered));
                });
    }

    /** Deliveries of which those that share a line of a digest share what the first of them says, so that many take little. */
    private static final class Gathered {
        private final List<Delivery> deliveries = new ArrayList<>();
        private final Map<Alike, Alert> first = new HashMap<>();

        private record Alike(Object subject, Level level) {}

        void add(List<Delivery> more) {
            more.forEach(delivery -> deliveries.add(isOfDigest(delivery) ? shared(delivery) : delivery));
        }

        private Delivery shared(Delivery delivery) {
            Alert alert = delivery.alert();
            Alert same = first.putIfAbsent(new Alike(DigestText.subject(alert), alert.level()), alert);
            return same == null
                    ? delivery
                    : new Delivery(delivery.id(), alert.saying(same), delivery.attempts(), delivery.mayBeRepeat());
        }

        List<DeliveryId> ids() {
            return deliveries.stream().map(Delivery::id).toList();
        }
    }
}
