package io.spendbell.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spendbell.redis.StreamState;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How one stream is read. Safe for use from any thread. */
final class StreamMetrics {
    private final AtomicInteger read = new AtomicInteger();
    private final AtomicLong pending = new AtomicLong();
    private final AtomicLong behindMillis = new AtomicLong();
    private final Counter claimed;
    private final Counter parked;
    private final Counter trimmed;

    StreamMetrics(MeterRegistry registry, String stream) {
        Gauge.builder("spendbell.stream.read", read, AtomicInteger::get)
                .description("1 where this replica reads the stream")
                .tag("stream", stream)
                .register(registry);
        Gauge.builder("spendbell.stream.pending", pending, AtomicLong::get)
                .description("Entries that a replica was handed and that are not acknowledged, over all replicas")
                .tag("stream", stream)
                .register(registry);
        Gauge.builder("spendbell.stream.behind", behindMillis, millis -> millis.get() / 1000.0)
                .description("By how much the last entry is younger than the last one that a replica was handed")
                .baseUnit("seconds")
                .tag("stream", stream)
                .register(registry);
        claimed = counter(registry, stream, "claimed", "Entries that were claimed from a consumer that took too long");
        parked = counter(registry, stream, "parked", "Entries that were moved to the dead letters");
        trimmed = counter(registry, stream, "trimmed", "Entries taken off that every group had acknowledged");
    }

    private static Counter counter(MeterRegistry registry, String stream, String what, String description) {
        return Counter.builder("spendbell.stream." + what)
                .description(description)
                .tag("stream", stream)
                .register(registry);
    }

    void read(boolean now) {
        read.set(now ? 1 : 0);
    }

    void state(StreamState state) {
        pending.set(state.pending());
        behindMillis.set(state.behind().toMillis());
        trimmed.increment((double) state.trimmed());
    }

    void countClaimed(int entries) {
        claimed.increment(entries);
    }

    void countParked(int entries) {
        parked.increment(entries);
    }
}
