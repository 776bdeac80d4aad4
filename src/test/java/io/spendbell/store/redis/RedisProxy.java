package io.spendbell.store.redis;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Stands between stores and their Redis. What becomes of the bytes of a connection is for each kind to say. */
abstract class RedisProxy implements AutoCloseable {
    private final NetServer server;
    private final NetClient client;
    private final int target;

    RedisProxy(Vertx vertx, int target) {
        this.target = target;
        client = vertx.createNetClient();
        server = vertx.createNetServer();
    }

    /** Listens from now on. */
    void open() throws Exception {
        server.connectHandler(this::connected)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    /** Sets the handlers of both ends. */
    abstract void join(NetSocket store, NetSocket redis);

    static boolean isScript(Buffer request) {
        return request.toString().toLowerCase(Locale.ROOT).contains("evalsha");
    }

    String uri() {
        return "redis://127.0.0.1:" + server.actualPort();
    }

    private void connected(NetSocket store) {
        store.pause();
        client.connect(target, "127.0.0.1").onSuccess(redis -> {
            join(store, redis);
            store.closeHandler(ignored -> redis.close());
            redis.closeHandler(ignored -> store.close());
            store.resume();
        });
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
