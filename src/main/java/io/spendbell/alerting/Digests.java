package io.spendbell.alerting;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.budget.WindowSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which types of alerts are told together, and when. A digest's stretches of time follow each other by the clock and not by its first
 * alert, so that replicas and restarts agree on them without asking each other: a length that divides a day counts from local
 * midnight, whole days are those of budgets, any other length counts from 1970. Immutable.
 */
public final class Digests {
    /** Nothing is told together. */
    public static final Digests NONE = new Digests(Map.of(), ZoneOffset.UTC);

    private static final long DAY = Duration.ofDays(1).toSeconds();

    private final Map<AlertType, Duration> intervals;
    private final ZoneId zone;

    /**
     * Digests of some types.
     *
     * @param intervals how long a digest of a type is, in whole seconds
     */
    public Digests(Map<AlertType, Duration> intervals, ZoneId zone) {
        this.intervals = intervals.isEmpty() ? Map.of() : new EnumMap<>(intervals);
        this.zone = zone;
    }

    /** The stretch of time whose digest an alert that is raised now belongs to; null where it is told at once. */
    AlertWindow.@Nullable Span windowAt(AlertType type, Instant now) {
        Duration interval = intervals.get(type);
        if (interval == null) {
            return null;
        }
        long seconds = interval.toSeconds();
        if (seconds % DAY == 0) {
            return new WindowSpec.Days((int) (seconds / DAY)).windowAt(now, zone);
        }
        if (DAY % seconds == 0) {
            return new WindowSpec.Blocks(interval).windowAt(now, zone);
        }
        Instant start = Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), seconds) * seconds);
        return new AlertWindow.Span(start, start.plus(interval));
    }
}
