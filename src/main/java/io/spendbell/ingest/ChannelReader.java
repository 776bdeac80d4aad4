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
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The lease is asked for in the store, and the channel is heard over another connection, of another server perhaps. Who has the
 * lease and does not hear stands aside: the lease is given up and not asked for, and the channel is listened to all the same,
 * so that it is asked for again once there is something to hear.
 */
/**
 * Reads one channel while this replica has its lease, and asks for the lease while it has not. Who does not hear leaves the lease
 * to others. What is heard after the end of a lease that could not be prolonged is left to whoever has it then. Confined to one
 * context.
 */
final class ChannelReader implements RedisSubscription.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelReader.class);
    private static final Duration LEASE = Duration.ofSeconds(3);

    /** From one request for the lease to the next: of two that fail in a row the next one still comes within a lease. */
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final Duration ANSWER_TIMEOUT = Duration.ofMillis(800);
    /** It is noticed within one interval more, and another replica asks within one: in all less than 5 s. */
    private static final Duration LONGEST_DEAF = Duration.ofMillis(2_500);

    /** Of one silence; where the nodes of a cluster have their turns, each has its own. */
    private static final int MOST_REASONS_TOLD = 10;

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
    private @Nullable Long refusedAtNanos;
    private long unheardSinceNanos;
    private @Nullable Long deafSinceNanos;
    private long deafCountedToNanos;
    private boolean hasTakenOver;
    private final Set<String> reasonsTold = new HashSet<>();
    private boolean hears;
    private boolean isAside;
    private boolean isToldOf;
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
        look();
    }

    /** Listens no more, and lets another replica take over at once. */
    Future<Void> close() {
        closed = true;
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
        return stopListening().eventually(this::giveUpLease);
    }

    private Future<Void> giveUpLease() {
        heldUntilNanos = System.nanoTime();
        return CallerContext.answered(store.giveUp(lease(), owner))
                .timeout(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    private String lease() {
        return "channel:" + channel;
    }

    private void look() {
        timer = null;
        if (subscription != null && !hears && since(unheardSinceNanos).compareTo(LONGEST_DEAF) >= 0) {
            standAside(subscription);
            timer = vertx.setTimer(INTERVAL.toMillis(), ignored -> look());
        } else {
            ask();
        }
    }

    private void ask() {
        long asked = System.nanoTime();
        Instant now = clock.instant();
        CallerContext.answered(store.acquire(lease(), owner, now, now.plus(LEASE)))
                .timeout(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(answer -> answered(answer, asked));
    }

    private void answered(AsyncResult<Boolean> answer, long asked) {
        if (closed) {
            return;
        }
        if (answer.failed()) {
            leaseIsUnknown(answer.cause());
        } else if (answer.result()) {
            leaseIsHeld(asked);
        } else {
            leaseIsTaken(asked);
        }
        long left = INTERVAL.minus(since(asked)).toMillis();
        timer = vertx.setTimer(Math.max(1, left), ignored -> look());
    }

    private void leaseIsHeld(long asked) {
        if (hears && !isHeld()) {
            deaf(heldUntilNanos);
        }
        heldUntilNanos = asked + LEASE.toNanos();
        isAside = false;
        takeOver();
        if (subscription == null) {
            RedisSubscription opened = new RedisSubscription(vertx, redis, channel, options, this);
            subscription = opened;
            unheardSinceNanos = System.nanoTime();
            opened.open();
        } else {
            readIfHeard();
        }
    }

    /** Who had the lease until then has prolonged it within the time of a lease before this replica was refused it, and was heard of no more. */
    private void takeOver() {
        if (refusedAtNanos != null) {
            deaf(refusedAtNanos - LEASE.toNanos());
            hasTakenOver = true;
            refusedAtNanos = null;
        }
    }

    private void leaseIsUnknown(Throwable failure) {
        if (subscription != null && !isHeld()) {
            LOG.warn("The channel {} is not read: its lease could not be prolonged: {}", channel, failure.getMessage());
            deaf(heldUntilNanos);
            stopListening();
        }
    }

    private void leaseIsTaken(long asked) {
        refusedAtNanos = asked;
        if (subscription != null) {
            if (isAside) {
                LOG.info("The channel {} could be heard again, and is read by another replica", channel);
            } else {
                LOG.warn(
                        "The channel {} is read by another replica, whose lease began when this one's had ended",
                        channel);
            }
            stopListening();
        }
        deafSinceNanos = null;
        hasTakenOver = false;
    }

    private Future<Void> stopListening() {
        RedisSubscription open = subscription;
        subscription = null;
        hears = false;
        isAside = false;
        isToldOf = false;
        reasonsTold.clear();
        metrics.heard(false);
        return open == null ? Future.succeededFuture() : open.close();
    }

    /** Gives up the lease, the first time; says why, where it is for another reason than before. */
    private void standAside(RedisSubscription open) {
        String why = String.valueOf(open.fault());
        if (!isAside) {
            isAside = true;
            isToldOf = false;
            giveUpLease();
            deaf(unheardSinceNanos);
            LOG.warn("The channel {} was not heard for {} ms, and is left to other replicas", channel, countDeaf());
        }
        if (reasonsTold.size() < MOST_REASONS_TOLD && reasonsTold.add(why)) {
            LOG.warn("The channel {} is not heard: {}", channel, why);
        }
    }

    private boolean isHeld() {
        return System.nanoTime() - heldUntilNanos < 0;
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private void deaf(long sinceNanos) {
        if (deafSinceNanos == null) {
            deafSinceNanos = sinceNanos;
            deafCountedToNanos = sinceNanos;
        }
    }

    /** Counts what of the time for which nobody has heard is not counted yet, and tells all of it in milliseconds. */
    private long countDeaf() {
        if (deafSinceNanos == null) {
            return 0;
        }
        long now = System.nanoTime();
        metrics.countDeaf(Duration.ofNanos(now - deafCountedToNanos));
        deafCountedToNanos = now;
        return TimeUnit.NANOSECONDS.toMillis(now - deafSinceNanos);
    }

    /** What comes from now on is taken, where the channel is heard and this replica has its lease. */
    private void readIfHeard() {
        if (!hears || !isHeld()) {
            return;
        }
        metrics.heard(true);
        reasonsTold.clear();
        if (deafSinceNanos != null) {
            tellForHowLong(countDeaf());
            deafSinceNanos = null;
            hasTakenOver = false;
        } else if (!isToldOf) {
            LOG.info("This replica reads the channel {}", channel);
        }
        isToldOf = true;
    }

    private void tellForHowLong(long millis) {
        if (hasTakenOver) {
            LOG.info(
                    "This replica reads the channel {}, which another one had and nobody has heard for {} ms at most;"
                            + " what was said meanwhile is lost",
                    channel,
                    millis);
            return;
        }
        LOG.warn("The channel {} was not heard for {} ms at most; what was said meanwhile is lost", channel, millis);
        if (!isToldOf) {
            LOG.info("This replica reads the channel {}", channel);
        }
    }

    @Override
    public void up() {
        hears = true;
        if (isAside && timer != null) {
            vertx.cancelTimer(timer);
            look();
        } else {
            readIfHeard();
        }
    }

    @Override
    public void down(String why, long sinceNanos) {
        if (hears) {
            unheardSinceNanos = sinceNanos;
        }
        hears = false;
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
