package io.spendbell.store.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Stands between a store and a Redis in another place: all takes a few milliseconds each way, until the store is gone. */
final class SlowProxy implements AutoCloseable {
    private static final long MILLIS_EACH_WAY = 4;

    private final Vertx vertx;
    private final NetServer server;
    private final NetClient client;
    private final int target;
    private final AtomicInteger scripts = new AtomicInteger();
    private volatile int mostScripts = Integer.MAX_VALUE;
    private volatile Supplier<Future<?>> ahead = Future::succeededFuture;

    SlowProxy(Vertx vertx, int target) throws Exception {
        this.vertx = vertx;
        this.target = target;
        client = vertx.createNetClient();
        server = vertx.createNetServer();
        server.connectHandler(this::connected)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    String uri() {
        return "redis://127.0.0.1:" + server.actualPort();
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

    private void connected(NetSocket store) {
        store.pause();
        client.connect(target, "127.0.0.1").onSuccess(redis -> {
            Queue<Buffer> requests = new ArrayDeque<>();
            Queue<Buffer> answers = new ArrayDeque<>();
            store.handler(request -> {
                if (!hasEnded()) {
                    boolean isScript =
                            request.toString().toLowerCase(Locale.ROOT).contains("evalsha");
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
            store.closeHandler(ignored -> redis.close());
            redis.closeHandler(ignored -> store.close());
            store.resume();
        });
    }

    /** Timers of the same length end in the order in which they began. */
    private void later(Queue<Buffer> waiting, Buffer bytes, NetSocket to) {
        waiting.add(bytes);
        vertx.setTimer(MILLIS_EACH_WAY, ignored -> to.write(waiting.remove()));
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
