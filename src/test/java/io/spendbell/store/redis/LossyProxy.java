package io.spendbell.store.redis;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between a store and its Redis, and when asked to lets a script arrive but not its answer. */
final class LossyProxy extends RedisProxy {
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
        super(vertx, target);
        open();
    }

    /** Loses something of the next script that comes by. */
    void loseNext(Loss what) {
        loss.set(what);
    }

    boolean hasLost() {
        return loss.get() == Loss.NONE;
    }

    @Override
    void join(NetSocket store, NetSocket redis) {
        AtomicReference<Loss> ofThis = new AtomicReference<>(Loss.NONE);
        store.handler(request -> toRedis(store, redis, ofThis, request));
        redis.handler(answer -> toStore(store, redis, ofThis, answer));
    }

    private void toRedis(NetSocket store, NetSocket redis, AtomicReference<Loss> ofThis, Buffer request) {
        Loss now = isScript(request) ? loss.getAndSet(Loss.NONE) : Loss.NONE;
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
}
