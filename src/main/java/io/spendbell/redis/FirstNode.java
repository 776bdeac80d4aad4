package io.spendbell.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;

/** Asks the first of several nodes by itself why no TLS connection is made: of several the client says only that it failed. */
final class FirstNode {
    private FirstNode() {}

    /** Fails: with what the node fails with alone, where the failure hides its cause and a person must mend that, else with the failure itself. */
    static <T> Future<T> explain(Vertx vertx, RedisOptions options, Throwable failure) {
        boolean hidesCause = options.getType() != RedisClientType.STANDALONE
                && options.getNetClientOptions().isSsl()
                && String.valueOf(failure.getMessage()).contains("SSL");
        if (!hidesCause) {
            return Future.failedFuture(failure);
        }
        Redis alone = Redis.createClient(
                vertx,
                new RedisOptions(options)
                        .setType(RedisClientType.STANDALONE)
                        .setEndpoints(options.getEndpoints().subList(0, 1)));
        return alone.connect()
                .<T>compose(
                        connected -> Future.failedFuture(failure),
                        itsOwn -> Future.failedFuture(Outage.isOne(itsOwn) ? failure : itsOwn))
                .eventually(alone::close);
    }
}
