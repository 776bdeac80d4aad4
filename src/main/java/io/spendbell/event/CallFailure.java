package io.spendbell.event;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why an LLM call failed.
 *
 * @param statusCode an HTTP status; null where none was said
 * @param errorClass the error's name in the gateway; null where none was said
 * @param error what went wrong, in the gateway's words, secrets left out; foreign text
 * @param cause what it was that failed
 */
public record CallFailure(
        @Nullable Integer statusCode,
        @Nullable String errorClass,
        @Nullable String error,
        Cause cause) {

    /** What failed when a call did. */
    public enum Cause {
        /** The call: its model, its provider or the way there. */
        CALL,
        /** The gateway, before or after the model was asked. */
        GATEWAY,
        /** Nothing: the gateway refused the call by a rule of its own. */
        RULE
    }

    private static final int FIRST_OF_SERVER = 500;

    /** LiteLLM's names of what its proxy answers itself, beside those that begin or end like {@link #isOfProxy one of its own}. */
    private static final Set<String> OF_PROXY = Set.of(
            "AccessGroupNotFoundError",
            "KeyNotFoundError",
            "KeyProjectBindingError",
            "RateLimitUnverifiableError",
            "TeamNotFoundError");

    private static final Set<String> LIMITS = Set.of("BudgetExceededError", "PTUShareExceededError");

    /** A guardrail that refuses and one that is out of order; LiteLLM tells them apart by nothing that it logs. */
    private static final String GUARDRAIL = "GuardrailRaisedException";

    /**
     * What LiteLLM logs without a status where it looks for who is calling. What a provider does it never calls by these names,
     * but by one of its own.
     */
    private static final Set<String> BEFORE_ANY_CALL = Set.of(
            "AssertionError",
            "AttributeError",
            "Exception",
            "JWKSUnreachableError",
            "KeyError",
            "KeyNotInCacheError",
            "NoDatabaseConnectionError",
            "NoMatchingJWTPublicKeyError",
            "OAuth2TokenValidationError",
            "OrganizationNotFoundError",
            "TypeError",
            "UserNotFoundError",
            "ValueError");

    /** A failure whose cause is told by its name and status. */
    public static CallFailure of(@Nullable Integer statusCode, @Nullable String errorClass, @Nullable String error) {
        return new CallFailure(statusCode, errorClass, error, cause(statusCode, errorClass));
    }

    /**
     * A failure as LiteLLM logs it.
     *
     * @param ownLimit whether it says that a limit of its own was reached: a budget, a rate
     */
    static CallFailure logged(
            @Nullable Integer statusCode, @Nullable String errorClass, @Nullable String error, boolean ownLimit) {
        if (ownLimit) {
            return new CallFailure(statusCode, errorClass, error, Cause.RULE);
        }
        boolean beforeAnyCall = statusCode == null && errorClass != null && BEFORE_ANY_CALL.contains(errorClass);
        return beforeAnyCall
                ? new CallFailure(null, errorClass, error, Cause.GATEWAY)
                : of(statusCode, errorClass, error);
    }

    private static Cause cause(@Nullable Integer statusCode, @Nullable String errorClass) {
        if (errorClass == null) {
            return Cause.CALL;
        }
        if (LIMITS.contains(errorClass)) {
            return Cause.RULE;
        }
        if (isOfProxy(errorClass)) {
            return statusCode == null || statusCode < FIRST_OF_SERVER ? Cause.RULE : Cause.GATEWAY;
        }
        return errorClass.equals(GUARDRAIL) ? Cause.GATEWAY : Cause.CALL;
    }

    /** LiteLLM tells the very class that was raised, of a family that has ever new members. */
    private static boolean isOfProxy(String errorClass) {
        return errorClass.startsWith("Proxy")
                || errorClass.endsWith("ProxyException")
                || errorClass.endsWith("HTTPException")
                || OF_PROXY.contains(errorClass);
    }
}
