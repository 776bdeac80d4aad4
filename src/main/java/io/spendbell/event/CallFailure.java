package io.spendbell.event;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why an LLM call failed.
 *
 * @param statusCode an HTTP status; null where none was said
 * @param errorClass the error's name in the gateway; null where none was said
 * @param error what went wrong, in the gateway's words, secrets left out; foreign text
 * @param limitedByGateway whether the gateway said that a limit of its own was reached: a budget, a rate
 */
public record CallFailure(
        @Nullable Integer statusCode,
        @Nullable String errorClass,
        @Nullable String error,
        boolean limitedByGateway) {

    /** LiteLLM's names of what it answers itself, before any call is made; so are all that begin with {@link #OF_PROXY}. */
    private static final Set<String> REFUSALS = Set.of("BudgetExceededError", "HTTPException");

    private static final String OF_PROXY = "Proxy";

    /** Whether the gateway refused the call by a rule of its own, so that no model and no provider failed. */
    public boolean isRefusal() {
        return limitedByGateway
                || (errorClass != null && (REFUSALS.contains(errorClass) || errorClass.startsWith(OF_PROXY)));
    }
}
