package io.spendbell.store.redis;

import io.spendbell.alert.Alert;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Raise;
import io.spendbell.store.Standing;
import java.util.Collection;

/** What this process decided and delivered by itself while Redis was away. Safe for use from any thread. */
public interface DecidedAlone {
    DecidedAlone NOTHING = new DecidedAlone() {
        @Override
        public Alert insteadOf(Raise raise) {
            return raise.alert();
        }

        @Override
        public Standing standing(DeliveryId id) {
            return Standing.FRESH;
        }

        @Override
        public void mayBeInRedis(Collection<Raise> raises) {}
    };

    /** The alert that a claim of the same key raised then; where there was none, the alert itself. */
    Alert insteadOf(Raise raise);

    /** How a delivery stands, and so is to get into the outbox, or not at all. */
    Standing standing(DeliveryId id);

    /** Tells of what was sent to Redis without an answer: what a claim of the same key raises is to be the same alert. */
    void mayBeInRedis(Collection<Raise> raises);
}
