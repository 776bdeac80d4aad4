package io.spendbell.alert;

import io.spendbell.event.EntityFields;
import java.time.Instant;

/**
 * What somebody is to be told once for its key, and is no budget's status.
 *
 * @param fields whom it concerns, as far as that is known; foreign text
 * @param message what is told, in words; it may hold foreign text
 * @param occurredAt when it happened
 */
public record Notice(AlertKey key, Level level, EntityFields fields, String message, Instant occurredAt) {}
