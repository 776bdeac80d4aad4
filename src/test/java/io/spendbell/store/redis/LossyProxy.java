package io.spendbell.store.redis;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between a store and its Redis, and when asked to lets a script arrive but not its answer. */
final class LossyProxy implements AutoCloseable {
    private final NetServer server;
    private final NetClient client;
    private final int target;
    private final AtomicReference<Loss> loss = new AtomicReference<>(Loss.NONE);

    enum Loss {
        NONE,
        /** The next script is not passed on, and the connection is cut. */
        REQUEST,
        /** The next script is passed on; the connection is cut in place of its answer. */
        ANSWER,
        /** The next script is passed on; it is never answered, and the connection stays. */
        SILENCE
    }

    LossyProxy(Vertx vertx, int target) throws Exception {
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

    /** Loses something of the next script that comes by. */
    void loseNext(Loss what) {
        loss.set(what);
    }

    boolean hasLost() {
        return loss.get() == Loss.NONE;
    }

    private void connected(NetSocket store) {
        store.pause();
        client.connect(target, "127.0.0.1").onSuccess(redis -> {
            AtomicReference<Loss> ofThis = new AtomicReference<>(Loss.NONE);
            store.handler(request -> toRedis(store, redis, ofThis, request));
            redis.handler(answer -> toStore(store, redis, ofThis, answer));
            store.closeHandler(ignored -> redis.close());
            redis.closeHandler(ignored -> store.close());
            store.resume();
        });
    }

    private void toRedis(NetSocket store, NetSocket redis, AtomicReference<Loss> ofThis, Buffer request) {
        Loss now = request.toString().contains("EVALSHA") || request.toString().contains("evalsha")
                ? loss.getAndSet(Loss.NONE)
                : Loss.NONE;
        if (now == Loss.REQUEST) {
            store.close();
            return;
        }
        if (now != Loss.NONE) {
            ofThis.set(now);
        }
        redis.write(request);
    }

    private static void toStore(NetSocket store, NetSocket redis, AtomicReference<Loss> ofThis, Buffer answer) {
        switch (ofThis.get()) {
            case ANSWER -> {
                store.close();
                redis.close();
            }
            case SILENCE -> {}
            default -> store.write(answer);
        }
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
