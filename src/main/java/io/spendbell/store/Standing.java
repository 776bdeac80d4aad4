package io.spendbell.store;

import io.spendbell.alert.Alert;
import io.spendbell.store.Outbox.Settlement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a delivery stands that nobody is posting: what it needs to go on in another outbox. Immutable.
 *
 * @param isDelivered whether it is done, and so belongs into no outbox
 * @param isParked whether it waits for a person
 * @param notBefore when it is due; null where that is now
 * @param attempts how often it was settled as to be tried again
 * @param mayBeRepeat whether an earlier posting may have arrived
 * @param reason why it waits or is parked, or null
 */
public record Standing(
        boolean isDelivered,
        boolean isParked,
        @Nullable Instant notBefore,
        int attempts,
        boolean mayBeRepeat,
        @Nullable String reason) {

    /** Nobody has tried it yet. */
    public static final Standing FRESH = new Standing(false, false, null, 0, false, null);

    /** How a delivery of an alert stands that nobody has tried yet: one of a digest waits for its end. */
    public static Standing untried(Alert alert) {
        return alert.digest() == null
                ? FRESH
                : new Standing(false, false, alert.digest().end(), 0, false, null);
    }

    /** This, or where nobody has tried it yet, how a delivery of that alert stands then. */
    public Standing orUntried(Alert alert) {
        return equals(FRESH) ? untried(alert) : this;
    }

    /** How it stands once it was settled so. */
    public Standing after(Settlement settlement) {
        if (settlement instanceof Settlement.Delivered) {
            return new Standing(true, false, null, attempts, mayBeRepeat, null);
        }
        if (settlement instanceof Settlement.Retry retry) {
            return new Standing(
                    false, false, retry.notBefore(), attempts + 1, mayBeRepeat || retry.mayBeRepeat(), retry.reason());
        }
        if (settlement instanceof Settlement.Parked parked) {
            return new Standing(false, true, null, attempts, mayBeRepeat, parked.reason());
        }
        return new Standing(false, false, null, attempts, mayBeRepeat, reason);
    }
}
