package io.spendbell.store.redis;

import io.spendbell.store.StoreUnusableException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The id of what is kept in Redis, by which a wiped or exchanged one is told. Confined to one context. */
final class Epoch {
    private static final Logger LOG = LoggerFactory.getLogger(Epoch.class);

    private final Function<Request, Future<Response>> redis;
    /** The version of what stands in Redis. A change that older processes would misread is a new one. */
    static final int FORMAT = 1;

    private final String key;
    private final String meta;
    private String known = "";

    Epoch(Function<Request, Future<Response>> redis, Keys keys) {
        this.redis = redis;
        this.key = keys.named("epoch");
        this.meta = keys.named("meta");
    }

    String known() {
        return known;
    }

    /** Whether it is still the one that is known. */
    Future<Boolean> isCurrent() {
        return redis.apply(Request.cmd(Command.GET).arg(key))
                .map(found -> found != null && found.toString().equals(known));
    }

    /** Learns the id, making one where there is none; fails where a newer version has written there. */
    Future<String> learn() {
        List<String> fresh = List.of(UUID.randomUUID().toString(), String.valueOf(FORMAT));
        return Script.LEARN.run(redis, List.of(key, meta), fresh).compose(answer -> {
            String found = answer.get(1).toString();
            if (answer.get(0).toString().equals("newer")) {
                return Future.failedFuture(new StoreUnusableException(
                        "store: " + meta + " says format " + found + " (expected: at most " + FORMAT
                                + "; a newer Spendbell has written there)",
                        null));
            }
            known = found;
            return Future.succeededFuture(found);
        });
    }

    /** As {@link #learn}, where it is another one than was known. */
    Future<String> renew() {
        return learn().onSuccess(ignored ->
                LOG.error("Redis was emptied or exchanged while in use: what no replica remembers of totals,"
                        + " claims and deliveries is gone"));
    }
}
