package io.spendbell.store.redis;

import io.spendbell.alert.Alert;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries that this process raised or leased and does not know to be done, and those that it made last: should Redis be
 * emptied, it can give back the ones and keep others from giving back the others, and should it be set back, it makes none of these
 * again. At most so many; the oldest are forgotten first. Safe for use from any thread.
 */
final class Undelivered {
    private static final int MOST = 5_000;

    private final Map<DeliveryId, Known> known = new LinkedHashMap<>();
    private final Set<DeliveryId> delivered = new LinkedHashSet<>();

    /** Of those that were made, the ones that a person has asked for since. */
    private final Set<DeliveryId> askedFor = new HashSet<>();

    /**
     * A delivery as this process left it.
     *
     * @param owner which of this process's owners leased it last and did not settle it; empty where it is in nobody's hands here
     * @param leaseEnds when that lease ends
     * @param repeatAt where posting has begun, when it is to be repeated
     */
    record Known(
            Alert alert,
            Standing standing,
            String owner,
            Instant leaseEnds,
            @Nullable Instant repeatAt) {
        private static Known free(Alert alert, Standing standing) {
            return new Known(alert, standing, "", Instant.EPOCH, null);
        }

        /** As it is when it is in nobody's hands any more. */
        Known free() {
            return free(alert, standing);
        }
    }

    synchronized void enqueued(Alert alert, String destination, Standing standing) {
        put(new DeliveryId(alert.id(), destination), Known.free(alert, standing));
    }

    synchronized void leased(Collection<Delivery> deliveries, String owner, Instant until) {
        for (Delivery delivery : deliveries) {
            Standing standing = new Standing(false, false, null, delivery.attempts(), delivery.mayBeRepeat(), null);
            put(delivery.id(), new Known(delivery.alert(), standing, owner, until, null));
        }
    }

    private void put(DeliveryId id, Known delivery) {
        known.remove(id);
        if (known.size() >= MOST) {
            known.remove(known.keySet().iterator().next());
        }
        known.put(id, delivery);
    }

    synchronized void renewed(Collection<DeliveryId> ids, String owner, Instant until) {
        change(ids, owner, each -> new Known(each.alert(), each.standing(), owner, until, each.repeatAt()));
    }

    synchronized void begun(Collection<DeliveryId> ids, String owner, Instant repeatAt) {
        change(ids, owner, each -> new Known(each.alert(), each.standing(), owner, each.leaseEnds(), repeatAt));
    }

    private void change(Collection<DeliveryId> ids, String owner, UnaryOperator<Known> change) {
        ids.forEach(id ->
                known.computeIfPresent(id, (same, each) -> each.owner().equals(owner) ? change.apply(each) : each));
    }

    synchronized void settled(Settlement settlement, String owner) {
        if (settlement instanceof Settlement.Delivered) {
            known.remove(settlement.id());
            delivered(settlement.id());
        } else {
            change(
                    List.of(settlement.id()),
                    owner,
                    each -> Known.free(each.alert(), each.standing().after(settlement)));
        }
    }

    private void delivered(DeliveryId id) {
        askedFor.remove(id);
        if (delivered.add(id) && delivered.size() > MOST) {
            DeliveryId oldest = delivered.iterator().next();
            delivered.remove(oldest);
            askedFor.remove(oldest);
        }
    }

    /** Notes that a person wants an alert to be posted, whatever became of it before. */
    synchronized void askedFor(String alertId, Predicate<String> destination) {
        delivered.stream()
                .filter(id -> id.alertId().equals(alertId) && destination.test(id.destination()))
                .forEach(askedFor::add);
    }

    /** Whether this process has made a delivery, and nobody has asked for it since. */
    synchronized boolean isDone(DeliveryId id) {
        return delivered.contains(id) && !askedFor.contains(id);
    }

    /** Whether this process has made a delivery, so that it would be a repeat. */
    synchronized boolean isDelivered(DeliveryId id) {
        return delivered.contains(id);
    }

    synchronized void gone(DeliveryId id) {
        known.remove(id);
    }

    /** All, by destination, in pieces of at most so many. */
    synchronized List<Piece> pieces(int size) {
        Map<String, Map<DeliveryId, Known>> open = new LinkedHashMap<>();
        List<Piece> pieces = new ArrayList<>();
        known.forEach((id, delivery) -> {
            Map<DeliveryId, Known> piece = open.computeIfAbsent(id.destination(), name -> new LinkedHashMap<>());
            piece.put(id, delivery);
            if (piece.size() == size) {
                pieces.add(new Piece(id.destination(), piece));
                open.remove(id.destination());
            }
        });
        open.forEach((destination, piece) -> pieces.add(new Piece(destination, piece)));
        return pieces;
    }

    /** What this process delivered last, by destination; nothing for one of which it only knows what is not delivered. */
    synchronized Map<String, List<String>> delivered() {
        Map<String, List<String>> alerts = new LinkedHashMap<>();
        known.keySet().forEach(id -> alerts.putIfAbsent(id.destination(), new ArrayList<>()));
        delivered.forEach(id -> alerts.computeIfAbsent(id.destination(), name -> new ArrayList<>())
                .add(id.alertId()));
        return alerts;
    }

    /** Some deliveries of one destination. */
    record Piece(String destination, Map<DeliveryId, Known> deliveries) {}
}
