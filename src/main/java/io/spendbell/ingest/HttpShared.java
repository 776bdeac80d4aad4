package io.spendbell.ingest;

import io.spendbell.alerting.HeardFeeds;
import io.spendbell.ingest.spool.Spool;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What all requests with events share.
 *
 * @param spool null where the store is never away, or nothing is to be spooled
 */
record HttpShared(
        IntakeBudget budget,
        HeldBytes held,
        HttpMetrics metrics,
        HeardFeeds heard,
        ComplaintLog complaints,
        InstantSource clock,
        HttpLimits limits,
        @Nullable Spool spool) {

    /** Whether what LiteLLM sends goes to disk at the moment. */
    boolean isSpoolWanted() {
        return spool != null && spool.isWanted();
    }
}
