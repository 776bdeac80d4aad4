package io.spendbell.alert;

import io.spendbell.event.EntityFields;
import java.time.Instant;
import java.util.List;

/**
 * What somebody is to be told once for its key, and is no budget's status.
 *
 * @param fields whom it concerns, as far as that is known; foreign text
 * @param message what is told, in words; it may hold foreign text
 * @param occurredAt when it happened
 * @param passed keys whose turns are used up with it
 */
public record Notice(
        AlertKey key, Level level, EntityFields fields, String message, Instant occurredAt, List<AlertKey> passed) {

    /** One that uses up no other turns. */
    public Notice(AlertKey key, Level level, EntityFields fields, String message, Instant occurredAt) {
        this(key, level, fields, message, occurredAt, List.of());
    }
}
