package io.spendbell.event;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A model's provider stops serving it.
 *
 * @param model the model's name
 * @param date the first day on which it may be gone
 */
public record ModelDeprecationEvent(
        @Nullable String id, @Nullable Instant time, EntityFields fields, String model, LocalDate date)
        implements GatewayEvent {}
