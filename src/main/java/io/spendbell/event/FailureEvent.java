package io.spendbell.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a gateway needs has failed.
 *
 * @param operation what was tried, such as a query's name; foreign text
 * @param error why it failed, in the gateway's words, secrets left out; foreign text
 */
public record FailureEvent(
        @Nullable String id,
        @Nullable Instant time,
        EntityFields fields,
        What what,
        @Nullable String operation,
        String error)
        implements GatewayEvent {

    /** What failed. */
    public enum What {
        DATABASE,
        SPEND_TRACKING
    }
}
