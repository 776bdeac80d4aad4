package io.spendbell.event;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an LLM call went.
 *
 * @param requestId the gateway's id of the call, the same for its beginning and its end; null where none was said
 * @param latency from the call's beginning to its end; null where that was not said
 * @param completionTokens how many tokens the answer had; null where that was not said
 * @param failure what went wrong; null unless it is {@link Status#FAILURE}
 * @param metadata what the caller wants to be told with an alert, secrets left out; foreign text
 */
public record CallCourse(
        @Nullable String requestId,
        Status status,
        @Nullable Duration latency,
        @Nullable Long completionTokens,
        @Nullable CallFailure failure,
        Map<String, String> metadata) {

    /** How far a call has come. */
    public enum Status {
        STARTED("started"),
        SUCCESS("success"),
        FAILURE("failure");

        private final String wireName;

        Status(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        /** The status of that name, or null where there is none. */
        static @Nullable Status ofWireName(@Nullable String name) {
            for (Status status : values()) {
                if (status.wireName.equals(name)) {
                    return status;
                }
            }
            return null;
        }

        /** What a repeat of an event with this status has in common with it; the separator is in no id that gateways make. */
        public String repeatId(String requestId) {
            return requestId + '\n' + wireName;
        }
    }
}
