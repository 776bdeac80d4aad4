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

    /** LiteLLM's names of what its proxy answers itself, beside those that begin or end like {@link #isOfProxy one of its own}. */
    private static final Set<String> OF_PROXY =
            Set.of("AccessGroupNotFoundError", "KeyNotFoundError", "KeyProjectBindingError", "TeamNotFoundError");

    private static final Set<String> LIMITS = Set.of("BudgetExceededError", "PTUShareExceededError");

    /** Whether the gateway refused the call by a rule of its own, so that no model and no provider failed. */
    public boolean isRefusal() {
        return limitedByGateway || (errorClass != null && (LIMITS.contains(errorClass) || isOfProxy(errorClass)));
    }

    /** LiteLLM tells the very class that was raised, of a family that has ever new members. */
    private static boolean isOfProxy(String errorClass) {
        return errorClass.startsWith("Proxy")
                || errorClass.endsWith("ProxyException")
                || errorClass.endsWith("HTTPException")
                || OF_PROXY.contains(errorClass);
    }
}
