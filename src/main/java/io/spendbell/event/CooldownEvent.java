package io.spendbell.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A gateway sends a deployment no calls for a while, because calls to it failed.
 *
 * @param deploymentId which deployment
 * @param until when the cooldown ends, if that is known
 * @param statusCode what the deployment answered last, if that is known
 * @param error why, in the gateway's words, secrets left out; foreign text
 */
public record CooldownEvent(
        @Nullable String id,
        @Nullable Instant time,
        EntityFields fields,
        String deploymentId,
        @Nullable Instant until,
        @Nullable Integer statusCode,
        @Nullable String error)
        implements GatewayEvent {}
