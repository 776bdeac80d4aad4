package io.spendbell.alert;

import java.time.InstantSource;

/** Makes the ids of alerts, each unique among all replicas. */
@FunctionalInterface
public interface AlertIds {
    String next();

    /**
     * Ids that sort by the time at which they were made, so that what is kept by id grows at its end: UUIDs of version 7
     * (RFC 9562, section 5.7). Those of one maker rise strictly, also where its clock is set back. Safe for use from any
     * thread.
     */
    static AlertIds timeOrdered(InstantSource clock) {
        return new TimeOrderedIds(clock);
    }
}
