package io.spendbell.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An alert that is to be sent as it is ({@code "event":"alert"}).
 *
 * @param alertType an alert type's wire name, known to exist
 * @param level {@code Low}, {@code Medium} or {@code High}
 * @param message its text, never empty; foreign text, to be escaped for wherever it goes
 */
public record AlertEvent(
        @Nullable String id,
        @Nullable Instant time,
        EntityFields fields,
        String alertType,
        String level,
        String message)
        implements Event {

    /** The same, known by an id and with a time. */
    public AlertEvent named(String ownId, Instant ownTime) {
        return new AlertEvent(ownId, ownTime, fields, alertType, level, message);
    }
}
