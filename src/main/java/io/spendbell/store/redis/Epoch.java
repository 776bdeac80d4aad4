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

/**
 * Which Redis this is, and how many commits it is known to have: by that a wiped or exchanged one is told, and one that was set
 * back to an earlier state. Confined to one context.
 */
final class Epoch {
    private static final Logger LOG = LoggerFactory.getLogger(Epoch.class);

    private final Function<Request, Future<Response>> redis;
    private final Keys keys;
    private final String key;
    private String known = "";
    private long commits;
    private boolean wasSetBack;

    Epoch(Function<Request, Future<Response>> redis, Keys keys) {
        this.redis = redis;
        this.keys = keys;
        this.key = keys.named("epoch");
    }

    String known() {
        return known;
    }

    /** Of how many commits is known that Redis has them. */
    long commits() {
        return commits;
    }

    /** Whether what is known began with a Redis that was set back to an earlier state, and not with an empty one. */
    boolean wasSetBack() {
        return wasSetBack;
    }

    /** Notes how many commits Redis says to have, after one. */
    void committed(long there) {
        commits = Math.max(commits, there);
    }

    /** Whether it is still the one that is known, and has all that it is known to have. */
    Future<Boolean> isCurrent() {
        long atLeast = commits;
        return redis.apply(Request.cmd(Command.GET).arg(key))
                .compose(found -> found != null && found.toString().equals(known)
                        ? hasCommits(atLeast)
                        : Future.succeededFuture(false));
    }

    private Future<Boolean> hasCommits(long atLeast) {
        return redis.apply(Request.cmd(Command.HGET).arg(keys.named("meta")).arg("commits"))
                .map(found -> {
                    long there = found == null ? 0 : found.toLong();
                    committed(there);
                    return there >= atLeast;
                });
    }

    /**
     * Learns the id, making one where there is none, and another one where commits are lacking; fails where a newer version has
     * written there.
     */
    Future<String> learn() {
        List<?> arguments = List.of(UUID.randomUUID().toString(), String.valueOf(Format.OWN), known, commits);
        return Script.LEARN
                .run(redis, List.of(key, keys.named("meta")), arguments)
                .compose(answer -> {
                    if (answer.get(0).toString().equals("newer")) {
                        return Format.refused(keys, answer.get(1));
                    }
                    known = answer.get(1).toString();
                    commits = answer.get(2).toLong();
                    wasSetBack = answer.get(0).toString().equals("set back");
                    return Future.succeededFuture(known);
                });
    }

    /** As {@link #learn}, where it is another one than was known. */
    Future<String> renew() {
        return learn().onSuccess(ignored -> LOG.error(
                "Redis was {} while in use: what no replica remembers of totals, claims and deliveries is gone",
                wasSetBack ? "set back to an earlier state" : "emptied or exchanged"));
    }
}
