package io.spendbell.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** What the TCP way in counts, over all its connections. Safe for use from any thread. */
public final class IngestMetrics {
    private final MeterRegistry registry;
    private final AtomicInteger connections = new AtomicInteger();
    private final Counter accepted;
    private final Counter rejected;

    /** Why a connection was closed by this side; each is a label of {@code spendbell_connections_closed_total}. */
    public enum Closed {
        TOO_MANY,
        WRONG_TOKEN,
        NO_TOKEN,
        UNFINISHED_LINE,
        UNFINISHED_LINES,
        DOES_NOT_READ,
        FAILED
    }

    public IngestMetrics(MeterRegistry registry, IntakeBudget budget) {
        this.registry = registry;
        accepted = Counter.builder("spendbell.events.accepted")
                .description("Events that were understood and whose effect is durable")
                .tag("way", "tcp")
                .register(registry);
        rejected = Counter.builder("spendbell.events.rejected")
                .description("Lines that were no valid event, or whose effect was refused")
                .tag("way", "tcp")
                .register(registry);
        Gauge.builder("spendbell.connections", connections, AtomicInteger::get)
                .description("Open connections")
                .tag("way", "tcp")
                .register(registry);
        Gauge.builder("spendbell.intake.bytes", budget, IntakeBudget::bytesUnderWay)
                .description("Bytes of events taken in and not acknowledged yet")
                .baseUnit("bytes")
                .register(registry);
    }

    /** Counts a connection in, and tells how many there are now. */
    int opened() {
        return connections.incrementAndGet();
    }

    void ended() {
        connections.decrementAndGet();
    }

    void countAccepted(long events) {
        accepted.increment((double) events);
    }

    void countRejected(long events) {
        rejected.increment((double) events);
    }

    void countClosed(Closed reason) {
        Counter.builder("spendbell.connections.closed")
                .description("Connections closed by this side, by reason")
                .tag("way", "tcp")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }
}
