package io.spendbell.store.redis;

import io.spendbell.redis.RedisAwayException;
import io.spendbell.redis.RedisLink;
import io.spendbell.redis.WriteRefusal;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Redis is there and takes writes: by what every command is answered, until a write succeeds that was tried for the
 * purpose. Safe for use from any thread.
 */
final class RedisHealth {
    private static final Logger LOG = LoggerFactory.getLogger(RedisHealth.class);

    private final RedisLink link;
    private final AtomicReference<@Nullable WriteRefusal> refusal = new AtomicReference<>();

    RedisHealth(RedisLink link) {
        this.link = link;
    }

    /** Sends a command, and notices where it is refused. */
    Future<Response> send(Request request) {
        return link.send(request).onFailure(this::notice);
    }

    private void notice(Throwable failure) {
        WriteRefusal why = WriteRefusal.of(failure);
        if (why != null && refusal.getAndSet(why) == null) {
            LOG.warn("Redis at {} takes no writes: {}", link.shown(), why);
        }
    }

    /** Notes that a write was taken. */
    void writes() {
        if (refusal.getAndSet(null) != null) {
            LOG.info("Redis at {} takes writes again", link.shown());
        }
    }

    boolean refuses() {
        return refusal.get() != null;
    }

    /** Why nothing can be written at the moment; null where nothing is wrong. */
    @Nullable
    String fault() {
        String away = link.fault();
        WriteRefusal why = refusal.get();
        return away != null || why == null ? away : described(why);
    }

    /** A failure as it may be shown: what Redis says of a refused script is at length, and about the script. */
    Throwable told(Throwable failure) {
        WriteRefusal why = WriteRefusal.of(failure);
        return why == null ? failure : new RedisAwayException(described(why));
    }

    private String described(WriteRefusal why) {
        return "redis at " + link.shown() + ": " + why + " (expected: a Redis that takes writes)";
    }
}
