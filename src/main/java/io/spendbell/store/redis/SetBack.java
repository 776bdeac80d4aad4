package io.spendbell.store.redis;

import io.spendbell.store.core.LatestTime;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings forward what waits for a time where the clock of Redis was set back, by which all go ({@link RedisClock}), so that
 * nothing waits longer than it was to. Each replica notices it; some of it is tried too early, which does no harm.
 */
record SetBack(Function<Request, Future<Response>> redis, Keys keys, Destinations destinations, LatestTime latestTime) {
    private static final Logger LOG = LoggerFactory.getLogger(SetBack.class);
    private static final int MOST = 10_000;

    /** To be asked before whatever depends on the time. */
    Future<Void> notice(Instant now) {
        long by = latestTime.setBackAt(now);
        return by == 0
                ? Future.succeededFuture()
                : bringForward(now, by).onFailure(failure -> latestTime.forgetSetBack(by));
    }

    private Future<Void> bringForward(Instant now, long by) {
        LOG.warn("The clock of Redis was set back by {} s: deliveries do not wait longer for that", by / 1_000);
        List<Object> arguments = List.of(now.toEpochMilli(), by, MOST);
        return Script.EARLIER_TURNS
                .run(redis, List.of(keys.named("turns")), arguments.subList(0, 2))
                .compose(ignored -> destinations.all())
                .compose(names -> Future.all(names.stream()
                        .map(name -> Script.EARLIER.run(redis, keys.outbox(name), arguments))
                        .toList()))
                .mapEmpty();
    }
}
