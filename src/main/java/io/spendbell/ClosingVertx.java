package io.spendbell;

import io.vertx.core.Closeable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.function.Supplier;

/**
 * Hears that a Vert.x closes, before that undeploys all verticles at once, and has it wait. Vert.x tells it through an internal
 * hook alone: of a verticle that is still starting it asks nothing else.
 */
final class ClosingVertx {
    private final VertxInternal vertx;
    private final Closeable hook;

    private ClosingVertx(VertxInternal vertx, Closeable hook) {
        this.vertx = vertx;
        this.hook = hook;
    }

    /** @param first is run on any thread when the Vert.x closes, which goes on when that is done */
    static ClosingVertx heardBy(Vertx vertx, Supplier<Future<?>> first) {
        Closeable hook = closed -> first.get().onComplete(ignored -> closed.succeed());
        ClosingVertx heard = new ClosingVertx((VertxInternal) vertx, hook);
        heard.vertx.addCloseHook(hook);
        return heard;
    }

    /** Hears of it no more. */
    void forget() {
        vertx.removeCloseHook(hook);
    }
}
