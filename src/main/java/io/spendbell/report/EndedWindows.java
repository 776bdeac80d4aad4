package io.spendbell.report;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Notice;
import io.spendbell.alert.Rule;
import io.spendbell.counter.Counter;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The windows of a counter that a report is to be made of: they are over, still kept, and were not told of.
 *
 * @param what the name of the report among those of its type
 */
record EndedWindows(Counter counter, AlertType type, String what, Instant now, Predicate<AlertKey> isTold) {

    /** The window that began at a time, or null where there is nothing to be told of it. */
    AlertWindow.@Nullable Span startingAt(Instant start) {
        AlertWindow.Span window = counter.windowAt(start);
        boolean isDue = !window.end().plus(ReportSeries.GRACE).isAfter(now)
                && !start.isBefore(counter.windowsAt(now).keptSince());
        return isDue && !isTold.test(key(window)) ? window : null;
    }

    /** When the next window will be over. */
    static Instant next(Counter counter, Instant now) {
        return counter.windowAt(now.minus(ReportSeries.GRACE)).end().plus(ReportSeries.GRACE);
    }

    Notice notice(AlertWindow.Span window, String message) {
        return new Notice(key(window), Level.LOW, EntityFields.NONE, message, now);
    }

    /** It is claimed for as long as accounts may hold what it tells of. */
    private AlertKey key(AlertWindow.Span window) {
        return new AlertKey(
                type,
                Entity.PROXY,
                AlertKey.GATEWAY,
                new Rule.Notice(what),
                Usd.ZERO,
                new AlertWindow.Span(window.start(), counter.keptUntil(window.start())));
    }
}
