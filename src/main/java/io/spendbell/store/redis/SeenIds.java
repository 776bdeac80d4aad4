package io.spendbell.store.redis;

import io.spendbell.store.core.IdHash;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The ids of events that Redis remembers to have counted. */
final class SeenIds {
    private static final int ASKED_FOR_AT_ONCE = 500;

    private final Function<Request, Future<Response>> redis;
    private final Keys keys;

    SeenIds(Function<Request, Future<Response>> redis, Keys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /** Those of them that are remembered: one request for a slice of them, so that none is long. */
    Future<Set<String>> among(Collection<String> eventIds) {
        return from(List.copyOf(eventIds), 0, new HashSet<>());
    }

    private Future<Set<String>> from(List<String> eventIds, int from, Set<String> seen) {
        if (from >= eventIds.size()) {
            return Future.succeededFuture(seen);
        }
        List<String> slice = eventIds.subList(from, Math.min(eventIds.size(), from + ASKED_FOR_AT_ONCE));
        Request scores = Request.cmd(Command.ZMSCORE).arg(keys.named("ids"));
        IdHash hash = new IdHash();
        slice.forEach(id -> scores.arg(hash.of(id)));
        return redis.apply(scores).compose(answers -> {
            for (int i = 0; i < slice.size(); i++) {
                if (answers.get(i) != null) {
                    seen.add(slice.get(i));
                }
            }
            return from(eventIds, from + slice.size(), seen);
        });
    }
}
