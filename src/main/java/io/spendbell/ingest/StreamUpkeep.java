package io.spendbell.ingest;

import io.spendbell.redis.RedisStream;
import io.spendbell.redis.StreamState;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Looks after one stream: how its group stands, and that what is done with is forgotten. Of all replicas one tidies up, by a
 * lease. Confined to one context.
 */
final class StreamUpkeep {
    private static final int MOST_TRIMMED = 100_000;

    /** By less a stream is behind whenever it is busy. */
    private static final Duration BEHIND = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final String name;
    private final String owner;
    private final boolean trims;
    private final RedisStream stream;
    private final Store store;
    private final InstantSource clock;
    private final StreamTimes times;
    private final StreamMetrics metrics;
    private @Nullable Long timer;
    private long tidiesAtNanos = System.nanoTime();
    private boolean closed;
    private volatile boolean behind = true;

    /**
     * Does nothing before {@link #open}.
     *
     * @param owner who has the lease: this replica and nobody else
     * @param trims whether entries are taken off that every group has acknowledged
     */
    StreamUpkeep(
            Vertx vertx,
            String name,
            String owner,
            boolean trims,
            RedisStream stream,
            Store store,
            InstantSource clock,
            StreamTimes times,
            StreamMetrics metrics) {
        this.vertx = vertx;
        this.name = name;
        this.owner = owner;
        this.trims = trims;
        this.stream = stream;
        this.store = store;
        this.clock = clock;
        this.times = times;
        this.metrics = metrics;
    }

    void open() {
        timer = vertx.setTimer(
                times.tick().toMillis(),
                ignored -> look().onSuccess(this::learn)
                        .onFailure(away -> behind = true)
                        .onComplete(looked -> {
                            if (!closed) {
                                open();
                            }
                        }));
    }

    void close() {
        closed = true;
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    private void learn(StreamState state) {
        metrics.state(state);
        behind = state.behind().compareTo(BEHIND) >= 0;
    }

    /** Whether entries of more than a minute wait to be handed out, as far as is known. May be called from any thread. */
    boolean isBehind() {
        return behind;
    }

    /** Fails while Redis is away, which is said elsewhere. */
    private Future<StreamState> look() {
        long nanos = System.nanoTime();
        if (nanos - tidiesAtNanos < 0) {
            return stream.state();
        }
        tidiesAtNanos = nanos + times.tidied().toNanos();
        Instant now = clock.instant();
        Duration lease = times.tidied().plus(times.tick().multipliedBy(2));
        return store.acquire("stream:" + name, owner, now, now.plus(lease))
                .compose(own -> own ? stream.tend(times.forgotten(), trims ? MOST_TRIMMED : 0) : stream.state());
    }
}
