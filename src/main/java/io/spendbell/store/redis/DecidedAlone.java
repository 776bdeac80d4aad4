package io.spendbell.store.redis;

import io.spendbell.alert.Alert;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Standing;
import java.util.Collection;

/** What this process decided and delivered by itself while Redis was away. Safe for use from any thread. */
public interface DecidedAlone {
    DecidedAlone NOTHING = new DecidedAlone() {
        @Override
        public Alert insteadOf(Alert alert) {
            return alert;
        }

        @Override
        public Standing standing(DeliveryId id) {
            return Standing.FRESH;
        }

        @Override
        public void mayBeInRedis(Collection<Alert> alerts) {}
    };

    /** The alert that a claim raised on the same occasion then; where there was none, the alert itself. */
    Alert insteadOf(Alert alert);

    /** How a delivery stands, and so is to get into the outbox, or not at all. */
    Standing standing(DeliveryId id);

    /** Tells of alerts that were sent to Redis without an answer: what is decided on the same occasion is to be the same alert. */
    void mayBeInRedis(Collection<Alert> alerts);
}
