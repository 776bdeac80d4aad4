package io.spendbell.delivery;

import io.spendbell.alert.Alert;
import io.spendbell.alert.Level;
import io.spendbell.delivery.text.DigestText;
import io.spendbell.store.Outbox;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Leased;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings all that is due of a digest into one pair of hands, so that it is told once: of several replicas the outbox gives
 * deliveries of digests to one alone until that one has them all. Confined to one context.
 */
final class Gatherer {
    /** A digest of more is told in several. */
    private static final int MOST = 20_000;

    private final Store store;
    private final String destination;
    private final String owner;
    private final DeliverySettings settings;
    private final InstantSource clock;

    Gatherer(Store store, String destination, String owner, DeliverySettings settings, InstantSource clock) {
        this.store = store;
        this.destination = destination;
        this.owner = owner;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What was leased, with whatever else is due of its digests; nothing is kept where not all of it can be had. A store may have given
     * fewer than it was asked for though more is due, since what cannot be read is left out.
     */
    Future<Leased> complete(Leased leased) {
        if (leased.deliveries().stream().noneMatch(Gatherer::isOfDigest)) {
            return Future.succeededFuture(leased);
        }
        Gathered gathered = new Gathered();
        gathered.add(leased.deliveries());
        return more(gathered)
                .compose(
                        all -> letOthersGather().map(all),
                        failure -> letGo(gathered).transform(ignored -> Future.failedFuture(failure)));
    }

    private static boolean isOfDigest(Delivery delivery) {
        return delivery.alert().digest() != null;
    }

    /** What cannot be given up ends by itself. So does the right where not all could be gathered: by then all of it is due again. */
    private Future<?> letOthersGather() {
        return store.giveUp(Outbox.rightToTellDigests(destination), owner).otherwiseEmpty();
    }

    /** What is leased already would else be told by itself, behind the rest. */
    private Future<Void> letGo(Gathered gathered) {
        List<Settlement> back = gathered.ids().stream()
                .<Settlement>map(Settlement.Released::new)
                .toList();
        return store.outbox()
                .settle(back, owner)
                .compose(ignored -> letOthersGather().mapEmpty());
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
