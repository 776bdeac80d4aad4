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
    private static final Duration LEFT_ALONE = Duration.ofMillis(500);

    private final Function<Request, Future<Response>> redis;
    private final Keys keys;
    private final InstantSource here;
    private volatile @Nullable Measured last;

    private record Measured(long redisMillis, long nanos) {}

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

    /** Asks Redis, which notes it, and so fails where it takes no writes; an answer that took too long to be exact changes nothing. */
    Future<Void> set() {
        long asked = System.nanoTime();
        return Script.CLOCK.run(redis, List.of(keys.named("clock")), List.of()).map(answer -> {
            long took = System.nanoTime() - asked;
            if (took < LEFT_ALONE.toNanos()) {
                last = new Measured(answer.toLong(), asked + took / 2);
            }
            return null;
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
        long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - known.nanos());
        Duration ahead =
                Duration.ofMillis(known.redisMillis() + since - here.instant().toEpochMilli());
        return ahead.abs().compareTo(LEFT_ALONE) < 0 ? Duration.ZERO : ahead;
    }
}
