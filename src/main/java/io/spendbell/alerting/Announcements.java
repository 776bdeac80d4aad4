package io.spendbell.alerting;

import io.spendbell.alert.Notice;
import io.vertx.core.Future;

/** Where what no event gave rise to is told: reports, and what Spendbell has to say of itself. Safe for use from any thread. */
@FunctionalInterface
public interface Announcements {

    /**
     * Tells something once for its key, over all replicas and restarts.
     *
     * @return what became of it, on the caller's context: whether this call raised it, whether it had been told before, or why it may
     *     not be told; fails where the store could not be asked. To ask again is always safe
     */
    Future<FindingOutcome> announce(Notice notice);
}
