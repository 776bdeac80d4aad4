package io.spendbell.store.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings forward what waits for a time where the clock of Redis was set back, by which all go ({@link RedisClock}), so that
 * nothing waits longer than it was to. Each replica notices it, and one step of the clock is made good once.
 */
record SetBack(Function<Request, Future<Response>> redis, Keys keys, Destinations destinations) {
    private static final Logger LOG = LoggerFactory.getLogger(SetBack.class);
    private static final int MOST = 20_000;

    /** To be told of each reading of the clock. */
    Future<Void> notice(RedisClock.Reading reading) {
        return reading.isSetBack() ? bringForward(reading.thoughtMillis()) : Future.succeededFuture();
    }

    Future<Void> bringForward(long thoughtMillis) {
        List<Object> arguments = List.of(thoughtMillis, RedisClock.DISORDER.toMillis(), MOST);
        return destinations
                .all()
                .compose(names -> Script.SET_BACK.run(redis, names(names), arguments))
                .map(by -> told(by.toLong()));
    }

    private static @Nullable Void told(long millis) {
        if (millis > 0) {
            LOG.warn("The clock of Redis was set back by {} s: deliveries do not wait longer for that", millis / 1_000);
        }
        return null;
    }

    private List<String> names(List<String> ofDestinations) {
        List<String> names = new ArrayList<>(List.of(keys.named("clock"), keys.named("turns")));
        ofDestinations.forEach(name -> names.addAll(keys.outbox(name)));
        return names;
    }
}
