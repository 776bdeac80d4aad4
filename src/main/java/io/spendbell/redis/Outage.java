package io.spendbell.redis;

import io.vertx.core.VertxException;
import io.vertx.redis.client.Response;
import java.security.GeneralSecurityException;
import java.util.regex.Pattern;

/** Tells what is amiss with a Redis that is away or takes no writes, which passes, from what a person must mend. */
public final class Outage {
    /** In Cluster and with Sentinel the answers of servers are told in the text of another failure. */
    private static final Pattern NEEDS_A_PERSON = Pattern.compile(
            "\\b(WRONGPASS|NOAUTH|NOPERM)\\b|certificat|PKIX|subject alternative", Pattern.CASE_INSENSITIVE);

    private static final Pattern PASSES = Pattern.compile("CONNECTION_CLOSED|max number of clients");

    private Outage() {}

    /** Whether a failure to connect, or of a command, may be over when it is tried again. */
    public static boolean isOne(Throwable failure) {
        if (WriteRefusal.of(failure) != null) {
            return true;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof GeneralSecurityException
                    || NEEDS_A_PERSON.matcher(message).find()
                    || (cause instanceof Response && !PASSES.matcher(message).find())) {
                return false;
            }
        }
        return !(failure instanceof RuntimeException)
                || failure instanceof RedisAwayException
                || failure instanceof VertxException;
    }
}
