package io.spendbell.redis;

/** Redis does not serve this process until a person has acted; the message says on what, and never shows a secret. */
public final class RedisUnusableException extends RuntimeException {
    public RedisUnusableException(String message) {
        super(message);
    }
}
