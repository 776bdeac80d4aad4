package io.spendbell.store.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.Function;

/** The names of all destinations that ever had a delivery. */
record Destinations(Function<Request, Future<Response>> redis, Keys keys) {

    /** In the order of their names. */
    Future<List<String>> all() {
        return redis.apply(Request.cmd(Command.SMEMBERS).arg(keys.named("destinations")))
                .map(names -> names.stream().map(Response::toString).sorted().toList());
    }
}
