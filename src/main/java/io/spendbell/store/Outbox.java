package io.spendbell.store;

import io.spendbell.alert.Alert;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be posted: one delivery for each alert and destination. Only success takes a delivery out, or a person.
 * It is not a queue in order of arrival: who leases gets the highest level first, then the oldest alert by the millisecond in
 * which it was raised, then as they came in. Whoever leased a delivery is its owner until it is settled, or until somebody
 * else leases it after the lease has ended; a change by anybody else is ignored, delivery by delivery.
 */
public interface Outbox {

    /**
     * Leases deliveries that are due. A delivery is due when its time to wait is over, it is not parked, and no other owner's
     * lease runs. One whose posting was begun and never settled is due again when the time given to {@link #begin} is over,
     * and is marked as perhaps a repeat, which it stays until it is delivered. Deliveries on which a lease of this owner runs
     * are not given again. Of very many that become due at once some may have to wait for the next call; then
     * {@link Leased#nextDue} is past.
     *
     * <p>Deliveries of digests go to one owner at a time, so that a digest is told once: with the first of them it has the
     * {@linkplain #rightToTellDigests right} to all that are due, for a little longer than what it is given is leased, and
     * nobody else is given any until it {@linkplain Store#giveUp gives up} the right.
     *
     * @param max how many at most
     */
    Future<Leased> lease(String destination, String owner, Instant now, Instant until, int max);

    /** The name of the lease that is the right to be given deliveries of digests. */
    static String rightToTellDigests(String destination) {
        return "digest:" + destination;
    }

    /** When the right ends, so that whoever comes to it finds all that the one before was given with it. */
    static Instant rightEnds(Instant leasedUntil) {
        return leasedUntil.plusSeconds(1);
    }

    /** Prolongs leases of this owner. */
    Future<Void> renew(Collection<DeliveryId> ids, String owner, Instant until);

    /**
     * Notes, durably, that posting begins now: after a crash the deliveries are due again at {@code repeatAt}.
     *
     * @return those that are this owner's; the others were taken over or settled meanwhile, and must not be posted
     */
    Future<Set<DeliveryId>> begin(Collection<DeliveryId> ids, String owner, Instant repeatAt);

    /** Notes what became of deliveries, all in one step, and ends their leases. */
    Future<Void> settle(Collection<Settlement> settlements, String owner);

    /** The names of all destinations that have deliveries; perhaps some besides that had. */
    Future<Set<String>> destinations();

    /** What waits and what is parked. */
    Future<Backlog> backlog(String destination, Instant now);

    /**
     * Deliveries of one destination in the order in which they would be posted: the ready ones, those that wait for a time by
     * that time, the parked ones. Of all destinations if null, each of the three parts by destination.
     */
    Future<List<View>> list(@Nullable String destination, int offset, int limit);

    /**
     * Makes deliveries due at once whatever they wait for, the parked too: of one alert, of one destination, or of both. One
     * that may be a repeat stays so. Left alone are those on which anybody's lease runs, and those whose posting was begun and
     * not settled: they are in somebody's hands, or may have arrived a moment ago. Many are done in slices, not in one step.
     *
     * @return how many it were
     */
    Future<Integer> retry(@Nullable String alertId, @Nullable String destination, Instant now);

    record DeliveryId(String alertId, String destination) {
        // By hand, for what a record brings is linked while a start waits: docs/performance.md.
        @Override
        public boolean equals(@Nullable Object object) {
            return object instanceof DeliveryId other
                    && alertId.equals(other.alertId)
                    && destination.equals(other.destination);
        }

        @Override
        public int hashCode() {
            return 31 * alertId.hashCode() + destination.hashCode();
        }
    }

    /**
     * A delivery in its owner's hands.
     *
     * @param attempts how often it was settled as to be tried again
     * @param mayBeRepeat whether an earlier posting may have arrived
     */
    record Delivery(DeliveryId id, Alert alert, int attempts, boolean mayBeRepeat) {}

    /**
     * What a lease came to.
     *
     * @param deliveries in the order in which they are to be posted
     * @param nextDue when the next of those that wait for a time will be due, or if later the lease that runs on it ends; null
     *     where there is none
     */
    record Leased(List<Delivery> deliveries, @Nullable Instant nextDue) {}

    /**
     * How much there is to be posted.
     *
     * @param waiting deliveries that are not parked, leased or not
     * @param parked deliveries that wait for a person
     * @param oldestRaisedAt when the oldest waiting alert was raised; null where none waits. Where more than a thousand wait
     *     for a time, only the first of these count
     */
    record Backlog(long waiting, long parked, @Nullable Instant oldestRaisedAt) {}

    /** A delivery as a person sees it. */
    record View(
            DeliveryId id,
            Alert alert,
            State state,
            int attempts,
            @Nullable Instant notBefore,
            @Nullable String reason) {

        public enum State {
            WAITING,
            POSTING,
            PARKED;

            public String label() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /** What became of a delivery. */
    sealed interface Settlement {
        DeliveryId id();

        /** It was accepted, and leaves the outbox. */
        record Delivered(DeliveryId id) implements Settlement {}

        /** It is due again at {@code notBefore}. */
        record Retry(DeliveryId id, Instant notBefore, String reason, boolean mayBeRepeat) implements Settlement {}

        /** It waits for a person. */
        record Parked(DeliveryId id, String reason) implements Settlement {}

        /** It was not posted after all, and is due at once for whoever leases it. */
        record Released(DeliveryId id) implements Settlement {}
    }
}
