package io.spendbell.ingest.spool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** What the spool counts. Safe for use from any thread. */
final class SpoolMetrics {
    private final Map<SpoolOutcome, Counter> batches = new EnumMap<>(SpoolOutcome.class);
    private volatile int waiting;
    private volatile long bytes;

    SpoolMetrics(MeterRegistry registry) {
        for (SpoolOutcome outcome : SpoolOutcome.values()) {
            batches.put(
                    outcome,
                    Counter.builder("spendbell.spool.batches")
                            .description("Batches that came over HTTP while the store was away, by what became of them")
                            .tag("outcome", outcome.label())
                            .register(registry));
        }
        Gauge.builder("spendbell.spool.waiting", () -> waiting)
                .description("Batches in the spool that the store has not taken over")
                .register(registry);
        Gauge.builder("spendbell.spool.bytes", () -> bytes)
                .description("The size of the spool's files")
                .register(registry);
    }

    void count(SpoolOutcome outcome) {
        Counter counter = batches.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }

    void show(int batchesWaiting, long size) {
        waiting = batchesWaiting;
        bytes = size;
    }
}
