package io.spendbell.store.redis;

import io.spendbell.config.RedisConfig;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.redis.TestRedis;
import io.spendbell.store.StoreOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/** Stores on one real Redis, each in a namespace of its own unless they are to share one. */
final class RedisStores implements AutoCloseable {
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    final TestRedis redis;
    final Vertx vertx = Vertx.vertx();

    RedisStores(String... settings) throws IOException {
        redis = TestRedis.start(settings);
    }

    RedisStore fresh(StoreOptions options) {
        return in(newNamespace(), options);
    }

    static String newNamespace() {
        return "test-" + NAMESPACES.incrementAndGet();
    }

    RedisStore in(String namespace, StoreOptions options) {
        return at(redis.uri(), namespace, options);
    }

    RedisStore at(String uri, String namespace, StoreOptions options) {
        RedisLink link = new RedisLink(vertx, RedisConfig.standalone(uri), "the store", RedisLinkOptions.STANDARD);
        return new RedisStore(vertx, link, namespace, options, InstantSource.system());
    }

    @Override
    public void close() throws IOException {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        redis.close();
    }
}
