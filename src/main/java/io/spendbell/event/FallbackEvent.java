package io.spendbell.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A gateway sent a call to another model, because the one that was asked for failed ({@code "event":"fallback"}).
 *
 * @param model the model that was asked for
 * @param fallbackModel the model that the call was sent to instead
 * @param succeeded whether that one answered
 */
public record FallbackEvent(
        @Nullable String id,
        @Nullable Instant time,
        EntityFields fields,
        String model,
        String fallbackModel,
        boolean succeeded)
        implements GatewayEvent {}
