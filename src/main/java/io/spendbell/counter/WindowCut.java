package io.spendbell.counter;

import io.spendbell.alert.AlertWindow;
import java.time.Duration;
import java.time.Instant;

/** How time is cut into windows, which follow each other without gaps; starts and ends are whole seconds. Pure. */
@FunctionalInterface
public interface WindowCut {

    /** The window that an instant lies in. */
    AlertWindow.Span windowAt(Instant time);

    /** Windows of one length, of at least a second and in whole seconds, counted from 1970 in UTC. */
    static WindowCut every(Duration length) {
        long seconds = length.toSeconds();
        if (seconds < 1 || !length.equals(Duration.ofSeconds(seconds))) {
            throw new IllegalArgumentException("length: " + length + " (expected: whole seconds, at least one)");
        }
        return time -> {
            long start = Math.floorDiv(time.getEpochSecond(), seconds) * seconds;
            return new AlertWindow.Span(Instant.ofEpochSecond(start), Instant.ofEpochSecond(start + seconds));
        };
    }
}
