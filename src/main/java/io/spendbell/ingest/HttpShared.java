package io.spendbell.ingest;

import java.time.InstantSource;

/** What all requests with events share. */
record HttpShared(
        IntakeBudget budget,
        HeldBytes held,
        HttpMetrics metrics,
        ComplaintLog complaints,
        InstantSource clock,
        HttpLimits limits) {}
