package io.spendbell.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A gateway serves a model that it did not serve before.
 *
 * @param model the model's name
 * @param baseModel the model that it is at its provider's; foreign text
 * @param inputCost what a token of input costs
 * @param outputCost what a token of output costs
 */
public record ModelAddedEvent(
        @Nullable String id,
        @Nullable Instant time,
        EntityFields fields,
        String model,
        @Nullable String baseModel,
        @Nullable Usd inputCost,
        @Nullable Usd outputCost)
        implements GatewayEvent {}
