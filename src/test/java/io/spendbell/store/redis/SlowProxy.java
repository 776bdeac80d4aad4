package io.spendbell.store.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Stands between a store and a Redis in another place: all takes a few milliseconds each way, until the store is gone. */
final class SlowProxy extends RedisProxy {
    private static final long MILLIS_EACH_WAY = 4;

    private final Vertx vertx;
    private final AtomicInteger scripts = new AtomicInteger();
    private volatile int mostScripts = Integer.MAX_VALUE;
    private volatile Supplier<Future<?>> ahead = Future::succeededFuture;

    SlowProxy(Vertx vertx, int target) throws Exception {
        super(vertx, target);
        this.vertx = vertx;
        open();
    }

    /** How many scripts came by. */
    int scripts() {
        return scripts.get();
    }

    /** Passes on so many more scripts, and then nothing any more either way, as if the store had died. */
    void endAfter(int more) {
        mostScripts = scripts.get() + more;
    }

    /** Has something else done before each script arrives. */
    void aheadOfEach(Supplier<Future<?>> what) {
        ahead = what;
    }

    private boolean hasEnded() {
        return scripts.get() >= mostScripts;
    }

    @Override
    void join(NetSocket store, NetSocket redis) {
        Queue<Buffer> requests = new ArrayDeque<>();
        Queue<Buffer> answers = new ArrayDeque<>();
        store.handler(request -> {
            if (!hasEnded()) {
                boolean isScript = isScript(request);
                scripts.addAndGet(isScript ? 1 : 0);
                (isScript ? ahead.get() : Future.succeededFuture())
                        .onComplete(ignored -> later(requests, request, redis));
            }
        });
        redis.handler(answer -> {
            if (!hasEnded()) {
                later(answers, answer, store);
            }
        });
    }

    /** Timers of the same length end in the order in which they began. */
    private void later(Queue<Buffer> waiting, Buffer bytes, NetSocket to) {
        waiting.add(bytes);
        vertx.setTimer(MILLIS_EACH_WAY, ignored -> to.write(waiting.remove()));
    }
}
