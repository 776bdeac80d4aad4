package io.spendbell.store.redis;

import io.spendbell.store.core.SortKey;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** What replicas do one after the other: a pace's turns, by Redis's clock, and the leases for what only one does at a time. */
final class Turns {
    private final Function<Request, Future<Response>> redis;
    private final Keys keys;
    private final RedisClock clock;

    Turns(Function<Request, Future<Response>> redis, Keys keys, RedisClock clock) {
        this.redis = redis;
        this.keys = keys;
        this.clock = clock;
    }

    /** Takes the next turn of a pace, and tells when it is by this process's clock. */
    Future<Instant> reserve(String paceKey, Instant now, Duration interval) {
        long millis = SortKey.millisFrom(Instant.EPOCH.plus(interval));
        Instant nowThere = clock.atRedis(now);
        List<?> arguments =
                List.of(paceKey, nowThere.toEpochMilli(), SortKey.millisFrom(nowThere.plus(interval)), millis);
        return Script.TURN
                .run(redis, List.of(keys.named("turns")), arguments)
                .map(turn -> turn.toString().isEmpty()
                        ? now
                        : now.plus(Duration.between(nowThere, Instant.ofEpochMilli(Long.parseLong(turn.toString())))));
    }

    /** Has a pace's next turn be no sooner than that. */
    Future<Void> hold(String paceKey, Instant until) {
        List<?> arguments = List.of(paceKey, SortKey.millisFrom(clock.atRedis(until)));
        return Script.HOLD.run(redis, List.of(keys.named("turns")), arguments).mapEmpty();
    }

    /** Takes or prolongs a lease, or with no time gives it up; tells whether it is the owner's now. */
    Future<Boolean> lease(String lease, String owner, long millis) {
        return Script.ACQUIRE
                .run(redis, List.of(keys.named("lease:" + lease)), List.of(owner, millis))
                .map(answer -> answer.toInteger() == 1);
    }
}
