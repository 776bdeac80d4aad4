package io.spendbell.store.redis;

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
    private final Keys keys;
    private final String key;
    private String known = "";

    Epoch(Function<Request, Future<Response>> redis, Keys keys) {
        this.redis = redis;
        this.keys = keys;
        this.key = keys.named("epoch");
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
        List<String> fresh = List.of(UUID.randomUUID().toString(), String.valueOf(Format.OWN));
        return Script.LEARN.run(redis, List.of(key, keys.named("meta")), fresh).compose(answer -> {
            if (answer.get(0).toString().equals("newer")) {
                return Format.refused(keys, answer.get(1));
            }
            known = answer.get(1).toString();
            return Future.succeededFuture(known);
        });
    }

    /** As {@link #learn}, where it is another one than was known. */
    Future<String> renew() {
        return learn().onSuccess(ignored ->
                LOG.error("Redis was emptied or exchanged while in use: what no replica remembers of totals,"
                        + " claims and deliveries is gone"));
    }
}
