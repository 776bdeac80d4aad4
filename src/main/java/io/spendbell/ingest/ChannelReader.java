package io.spendbell.ingest;

import io.spendbell.config.RedisConfig;
import io.spendbell.redis.CallerContext;
import io.spendbell.redis.RedisLinkOptions;
import io.spendbell.redis.RedisSubscription;
import io.spendbell.store.Store;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one channel while this replica has its lease, and asks for the lease while it has not. What is heard after the end of
 * a lease that could not be prolonged is left to whoever has it then. Confined to one context.
 */
final class ChannelReader implements RedisSubscription.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelReader.class);
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final long INTERVAL_MILLIS = 1_000;

    private final Vertx vertx;
    private final RedisConfig redis;
    private final RedisLinkOptions options;
    private final String channel;
    private final String owner;
    private final Store store;
    private final InstantSource clock;
    private final ChannelMetrics metrics;
    private final Consumer<byte[]> messages;
    private @Nullable RedisSubscription subscription;
    private @Nullable Long timer;
    private long heldUntilNanos;
    private @Nullable Long deafSinceNanos;
    private boolean closed;

    /**
     * A reader that does nothing before {@link #open}.
     *
     * @param owner who has the lease: this replica and nobody else
     */
    ChannelReader(
            Vertx vertx,
            RedisConfig redis,
            RedisLinkOptions options,
            String channel,
            String owner,
            Store store,
            InstantSource clock,
            ChannelMetrics metrics,
            Consumer<byte[]> messages) {
        this.vertx = vertx;
        this.redis = redis;
        this.options = options;
        this.channel = channel;
        this.owner = owner;
        this.store = store;
        this.clock = clock;
        this.metrics = metrics;
        this.messages = messages;
    }

    void open() {
        ask();
    }

    /** Listens no more, and lets another replica take over at once. */
    Future<Void> close() {
        closed = true;
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
        return stopListening()
                .eventually(() -> CallerContext.answered(store.giveUp(lease(), owner))
                        .timeout(INTERVAL_MILLIS, TimeUnit.MILLISECONDS))
                .otherwiseEmpty();
    }

    private String lease() {
        return "channel:" + channel;
    }

    private void ask() {
        long asked = System.nanoTime();
        Instant now = clock.instant();
        CallerContext.answered(store.acquire(lease(), owner, now, now.plus(LEASE)))
                .timeout(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)
                .onComplete(answer -> answered(answer, asked));
    }

    private void answered(AsyncResult<Boolean> answer, long asked) {
        if (closed) {
            return;
        }
        if (answer.failed()) {
            leaseIsUnknown(answer.cause());
        } else if (answer.result()) {
            heldUntilNanos = asked + LEASE.toNanos();
            listen();
        } else {
            leaseIsTaken();
        }
        timer = vertx.setTimer(INTERVAL_MILLIS, ignored -> ask());
    }

    private void listen() {
        if (subscription == null) {
            LOG.info("This replica reads the channel {}", channel);
            RedisSubscription opened = new RedisSubscription(vertx, redis, channel, options, this);
            subscription = opened;
            opened.open();
        }
    }

    private void leaseIsUnknown(Throwable failure) {
        if (subscription != null && !isHeld()) {
            LOG.warn("The channel {} is not read: its lease could not be prolonged: {}", channel, failure.getMessage());
            deaf(heldUntilNanos);
            stopListening();
        }
    }

    private void leaseIsTaken() {
        if (subscription != null) {
            LOG.warn("The channel {} is read by another replica, whose lease began when this one's had ended", channel);
            stopListening();
        }
        deafSinceNanos = null;
    }

    private Future<Void> stopListening() {
        RedisSubscription open = subscription;
        subscription = null;
        metrics.heard(false);
        return open == null ? Future.succeededFuture() : open.close();
    }

    private boolean isHeld() {
        return System.nanoTime() - heldUntilNanos < 0;
    }

    private void deaf(long sinceNanos) {
        if (deafSinceNanos == null) {
            deafSinceNanos = sinceNanos;
        }
    }

    @Override
    public void up() {
        metrics.heard(true);
        if (deafSinceNanos != null) {
            Duration deaf = Duration.ofNanos(System.nanoTime() - deafSinceNanos);
            deafSinceNanos = null;
            metrics.countDeaf(deaf);
            LOG.warn(
                    "The channel {} was not heard for {} ms at most; what was said meanwhile is lost",
                    channel,
                    deaf.toMillis());
        }
    }

    @Override
    public void down(String why, long sinceNanos) {
        metrics.heard(false);
        deaf(sinceNanos);
    }

    @Override
    public void heard(byte[] message) {
        if (isHeld()) {
            messages.accept(message);
        }
    }
}
