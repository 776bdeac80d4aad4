package io.spendbell.alerting;

import io.spendbell.event.Event;
import io.spendbell.store.Receipt;
import io.vertx.core.Future;
import java.util.List;

/** Where a way in hands over what it has read from streams. Safe for use from any thread. */
@FunctionalInterface
public interface StreamIntake {

    /**
     * As {@link Intake#accept}; but each event takes effect only where its receipt is still good. One whose receipt is not has
     * been dealt with elsewhere, and is accepted; the receipt of a rejected one stays good.
     *
     * @param receipts one for each event, in their order; not to be changed afterwards
     */
    Future<Intake.Reply> accept(List<Event> events, List<Receipt> receipts);
}
