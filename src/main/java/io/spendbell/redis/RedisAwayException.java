package io.spendbell.redis;

/** Redis cannot be reached at the moment; the message says why, and never shows a secret. */
public final class RedisAwayException extends RuntimeException {
    public RedisAwayException(String message) {
        super(message);
    }
}
