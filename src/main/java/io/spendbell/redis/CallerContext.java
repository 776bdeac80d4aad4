package io.spendbell.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;

/**
 * The context from which something is asked, and on which it is to be answered. A plain promise is answered wherever somebody
 * keeps it, and its time-out comes on a thread that is no event loop.
 */
public final class CallerContext {
    private CallerContext() {}

    /**
     * A promise whose future completes on the present context, its time-out too, on whatever thread the promise is kept; where
     * there is no present context, on that thread.
     */
    public static <T> Promise<T> promise() {
        Context caller = Vertx.currentContext();
        return caller == null ? Promise.promise() : ((ContextInternal) caller).promise();
    }

    /** The same answer, on the present context. */
    public static <T> Future<T> answered(Future<T> answer) {
        Promise<T> here = promise();
        answer.onComplete(here);
        return here.future();
    }
}
