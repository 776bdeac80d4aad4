package io.spendbell.store.core;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.UnreadableAlertException;
import io.spendbell.event.EntityFields;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Alerts that a store keeps and cannot read. Each is told once; what is to be delivered of it is parked, so that it holds up
 * nothing else. One that a later version may have written waits for a process that can read it, for a while. Safe for use from
 * any thread.
 */
public final class UnreadableAlerts {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadableAlerts.class);
    private static final int MOST_TOLD = 10_000;
    private static final int MOST_ATTEMPTS = 5;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMinutes(1);

    private final Set<String> told = new HashSet<>();

    /** How often each delivery was left to who can read it; the oldest are forgotten first. */
    private final Map<DeliveryId, Integer> met = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DeliveryId, Integer> eldest) {
            return size() > MOST_TOLD;
        }
    };

    private Consumer<String> listener = id -> {};

    /** Has somebody told of each, once. */
    public synchronized void onFound(Consumer<String> who) {
        listener = who;
    }

    public synchronized void found(String id, UnreadableAlertException why) {
        if (told.size() < MOST_TOLD && told.add(id)) {
            LOG.error("Alert {} cannot be read and is not delivered: {}", id, why.getMessage());
            listener.accept(id);
        }
    }

    /**
     * What becomes of a delivery. Attempts at it for other reasons, and by who can read it, do not matter.
     */
    public synchronized Settlement settlement(DeliveryId id, UnreadableAlertException why, Instant now) {
        found(id.alertId(), why);
        if (why.mayBeNewer() && met.merge(id, 1, Integer::sum) <= MOST_ATTEMPTS) {
            return new Settlement.Retry(id, now.plus(BETWEEN_ATTEMPTS), why.told(), false);
        }
        met.remove(id);
        return new Settlement.Parked(id, why.told());
    }

    /**
     * What is shown in place of it.
     *
     * @param order that of its delivery: its level's rank and when it was raised
     */
    public Alert inPlaceOf(String id, String order, UnreadableAlertException why) {
        found(id, why);
        Instant raisedAt = SortKey.readTime(order, 1);
        return new Alert(
                id,
                AlertType.SPENDBELL_NOTICE,
                SortKey.level(order),
                null,
                EntityFields.NONE,
                why.told(),
                null,
                raisedAt,
                raisedAt);
    }
}
