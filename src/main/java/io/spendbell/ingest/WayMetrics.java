package io.spendbell.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What became of the events that came one way. Safe for use from any thread. */
public final class WayMetrics {
    private final Counter accepted;
    private final Counter rejected;
    private final Map<Dropped, Counter> dropped = new EnumMap<>(Dropped.class);

    /** Why events were dropped that nobody waits for; each is a label of {@code spendbell_messages_dropped_total}. */
    public enum Dropped {
        /** As much is under way as may be. */
        FULL,
        /** The daemon stops, or what it decided could not be kept. */
        FAILED
    }

    /**
     * Counters of one way in.
     *
     * @param way its label
     */
    public WayMetrics(MeterRegistry registry, String way) {
        accepted = Counter.builder("spendbell.events.accepted")
                .description("Events that were understood and whose effect is durable")
                .tag("way", way)
                .register(registry);
        rejected = Counter.builder("spendbell.events.rejected")
                .description("Lines that were no valid event, or whose effect was refused")
                .tag("way", way)
                .register(registry);
        for (Dropped reason : Dropped.values()) {
            dropped.put(
                    reason,
                    Counter.builder("spendbell.messages.dropped")
                            .description("Messages dropped because nobody waits for an answer to them")
                            .tag("way", way)
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    void countAccepted(long events) {
        accepted.increment((double) events);
    }

    void countRejected(long events) {
        rejected.increment((double) events);
    }

    void countDropped(Dropped reason) {
        countDropped(reason, 1);
    }

    void countDropped(Dropped reason, long messages) {
        Counter counter = dropped.get(reason);
        if (counter != null) {
            counter.increment((double) messages);
        }
    }
}
