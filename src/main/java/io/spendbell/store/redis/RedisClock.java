package io.spendbell.store.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What time it is at Redis: by its own answer, and by what has passed since on a clock that does not step. Replicas share
 * leases and turns by that time, so that a replica whose own clock is wrong, or steps, neither robs others nor is robbed. Small
 * differences are left alone, because nobody can measure them. Safe for use from any thread.
 */
final class RedisClock {
    /** A clock that is set back by less is not worth noticing. */
    static final Duration DISORDER = Duration.ofSeconds(30);

    private static final Duration LEFT_ALONE = Duration.ofMillis(500);

    private final Function<Request, Future<Response>> redis;
    private final Keys keys;
    private final InstantSource here;
    private volatile @Nullable Measured last;

    private record Measured(long redisMillis, long nanos) {
        long millisAt(long nanosNow) {
            return redisMillis + TimeUnit.NANOSECONDS.toMillis(nanosNow - nanos);
        }
    }

    /**
     * A clock that was not set yet, and until then shows the time here.
     *
     * @param here the clock by which this process tells times
     */
    RedisClock(Function<Request, Future<Response>> redis, Keys keys, InstantSource here) {
        this.redis = redis;
        this.keys = keys;
        this.here = here;
    }

    /**
     * What Redis said when it was asked.
     *
     * @param thoughtMillis what time it was thought to be there; 0 where nothing was known
     * @param isSetBack whether the clock there was set back, as far as this process or any other one knows
     */
    record Reading(long thoughtMillis, boolean isSetBack) {}

    /** Asks Redis, which notes it, and so fails where it takes no writes; an answer that took too long to be exact changes nothing. */
    Future<Reading> read() {
        long asked = System.nanoTime();
        Measured before = last;
        long thought = before == null ? 0 : before.millisAt(asked);
        return Script.CLOCK
                .run(redis, List.of(keys.named("clock")), List.of(thought, DISORDER.toMillis()))
                .map(answer -> {
                    long took = System.nanoTime() - asked;
                    boolean isSetBack = answer.get(1).toString().equals("1");
                    if (took < LEFT_ALONE.toNanos() || isSetBack) {
                        last = new Measured(answer.get(0).toLong(), asked + took / 2);
                    }
                    return new Reading(thought, isSetBack);
                });
    }

    /** What a time of this process is at Redis. */
    Instant atRedis(Instant time) {
        return time.plus(ahead());
    }

    /** What a time of Redis is in this process. */
    @Nullable
    Instant here(@Nullable Instant time) {
        return time == null ? null : time.minus(ahead());
    }

    private Duration ahead() {
        Measured known = last;
        if (known == null) {
            return Duration.ZERO;
        }
        Duration ahead = Duration.ofMillis(
                known.millisAt(System.nanoTime()) - here.instant().toEpochMilli());
        return ahead.abs().compareTo(LEFT_ALONE) < 0 ? Duration.ZERO : ahead;
    }
}
