package io.spendbell.store.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Forgets what has served its time, slice by slice. */
record Sweep(Function<Request, Future<Response>> redis, Keys keys, Destinations destinations) {
    private static final Duration ALERTS_KEPT = Duration.ofDays(30);
    private static final int SLICE = 500;
    private static final int MOST_SLICES = 40;

    /**
     * Forgets what is over.
     *
     * @param nowThere what time it is at Redis, for turns and ids
     */
    Future<Void> at(Instant now, Instant nowThere) {
        return destinations.all().compose(names -> {
            List<String> all = new ArrayList<>(List.of(
                    keys.named("claims"),
                    keys.named("windows"),
                    keys.named("ids"),
                    keys.named("ids_ends"),
                    keys.named("turns"),
                    keys.named("alerts"),
                    keys.named("alerts_by_age")));
            names.forEach(name -> all.add(keys.ofDestination("deliveries", name)));
            return slices(all, now, nowThere, 0, MOST_SLICES);
        });
    }

    private Future<Void> slices(List<String> all, Instant now, Instant nowThere, int passedOver, int left) {
        return Script.SWEEP
                .run(
                        redis,
                        all,
                        List.of(
                                now.toEpochMilli(),
                                now.minus(ALERTS_KEPT).toEpochMilli(),
                                SLICE,
                                passedOver,
                                nowThere.toEpochMilli()))
                .compose(answer -> answer.get(0).toString().equals("1") && left > 1
                        ? slices(all, now, nowThere, answer.get(1).toInteger(), left - 1)
                        : Future.succeededFuture());
    }
}
