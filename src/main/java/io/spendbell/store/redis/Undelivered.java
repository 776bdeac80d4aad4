package io.spendbell.store.redis;

import io.spendbell.alert.Alert;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final Map<DeliveryId, Made> delivered = new LinkedHashMap<>();

    /** How a delivery was made. */
    private enum Made {
        BY_ITS_OWNER,
        /** By one that was late, or as far as is known: the delivery was in other hands by then. */
        BY_ANOTHER,
        /** By its owner, and a person has asked for it since. */
        AND_ASKED_FOR
    }

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
        DeliveryId id = settlement.id();
        if (settlement instanceof Settlement.Delivered) {
            Known left = known.remove(id);
            boolean isOwn = left != null && left.owner().equals(owner);
            delivered(id, isOwn ? Made.BY_ITS_OWNER : delivered.getOrDefault(id, Made.BY_ANOTHER));
        } else {
            change(
                    List.of(id),
                    owner,
                    each -> Known.free(each.alert(), each.standing().after(settlement)));
        }
    }

    private void delivered(DeliveryId id, Made how) {
        if (delivered.put(id, how) == null && delivered.size() > MOST) {
            delivered.remove(delivered.keySet().iterator().next());
        }
    }

    /** Notes that a person wants an alert to be posted, whatever became of it before. */
    synchronized void askedFor(String alertId, Predicate<String> destination) {
        delivered.replaceAll((id, made) ->
                made == Made.BY_ITS_OWNER && id.alertId().equals(alertId) && destination.test(id.destination())
                        ? Made.AND_ASKED_FOR
                        : made);
    }

    /** Whether this process has made a delivery that was its own, and nobody has asked for it since. */
    synchronized boolean isDone(DeliveryId id) {
        return delivered.get(id) == Made.BY_ITS_OWNER;
    }

    /** Whether a delivery was made and a person has asked for it since, so that it is a repeat. */
    synchronized boolean isRepeat(DeliveryId id) {
        return delivered.get(id) == Made.AND_ASKED_FOR;
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
        delivered
                .keySet()
                .forEach(id -> alerts.computeIfAbsent(id.destination(), name -> new ArrayList<>())
                        .add(id.alertId()));
        return alerts;
    }

    /** Some deliveries of one destination. */
    record Piece(String destination, Map<DeliveryId, Known> deliveries) {}
}
