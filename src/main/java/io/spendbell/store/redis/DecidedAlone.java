package io.spendbell.store.redis;

import io.spendbell.alert.Alert;
import io.spendbell.store.Outbox.DeliveryId;

/** What this process decided and delivered by itself while Redis was away. Safe for use from any thread. */
public interface DecidedAlone {
    DecidedAlone NOTHING = new DecidedAlone() {
        @Override
        public Alert insteadOf(Alert alert) {
            return alert;
        }

        @Override
        public boolean isDelivered(DeliveryId id) {
            return false;
        }
    };

    /** The alert that was raised on the same occasion then; where there was none, the alert itself. */
    Alert insteadOf(Alert alert);

    /** Whether a delivery is done, and so must not get into the outbox. */
    boolean isDelivered(DeliveryId id);
}
