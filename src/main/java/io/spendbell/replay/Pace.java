package io.spendbell.replay;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When each event is due, by its recorded time. Confined to one thread: it remembers the first time that it saw. */
final class Pace {
    private static final double NANOS_OF_SECOND = 1e9;

    private final double speed;
    private @Nullable Instant first;
    private long due;

    /** @param speed so many times as fast as recorded, above 0; infinity for as fast as the daemon takes them */
    Pace(double speed) {
        this.speed = speed;
    }

    /**
     * Nanoseconds from the replay's start to the event's turn. Events keep their order: one without a time, or with an
     * earlier one than the event before it, is due with that event.
     */
    long dueNanos(@Nullable Instant recorded) {
        if (recorded == null) {
            return due;
        }
        if (first == null) {
            first = recorded;
        }
        Duration since = Duration.between(first, recorded);
        double nanos = (since.getSeconds() * NANOS_OF_SECOND + since.getNano()) / speed;
        due = Math.max(due, (long) nanos);
        return due;
    }
}
