package io.spendbell.store.redis;

import io.spendbell.store.StoreUnusableException;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;

/**
 * The version of what stands in Redis. A newer one may have begun there while a process of this one runs on: scripts that add, claim or
 * lease look at it in the same step, and then do nothing.
 */
final class Format {
    /** This version's own. A change that older processes would misread is a new one. */
    static final int OWN = 1;

    private Format() {}

    /** That what stands there is of a newer version. */
    static <T> Future<T> refused(Keys keys, Response found) {
        return Future.failedFuture(new StoreUnusableException(
                "store: " + keys.named("meta") + " says format " + found + " (expected: at most " + OWN
                        + "; a newer Spendbell has written there)",
                null));
    }
}
