package io.spendbell.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.spendbell.store.Outbox.Leased;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A flush goes in rounds: lease what is due, plan its messages, post them at the destination's pace; then the next round,
 * until nothing is due or the destination asks for a pause. Rounds follow each other by callbacks and not as one chain of
 * futures, which would grow with the length of a flush.
 */
/**
 * The periodic batcher of one destination: flushes after each interval, or as soon as a batch waits. {@link #raised}, {@link
 * #flush()} and {@link #hurry} may be called from any thread; all else runs on the verticle's context.
 */
public final class DeliveryVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryVerticle.class);

    private final Destination destination;
    private final DeliverySettings settings;
    private final Store store;
    private final InstantSource clock;
    private final Supplier<List<String>> others;
    private final Consumer<List<Raise>> notices;
    private final Supplier<Duration> stopTimeout;
    private final LongSupplier nanoTime;
    private final DeliveryMetrics metrics;
    private final String owner = UUID.randomUUID().toString();

    private volatile @Nullable Context own;
    private volatile @Nullable Postman postman;
    private @Nullable DeliveryUpkeep upkeep;
    private @Nullable Round round;
    private int waiting;
    private boolean flushing;
    private volatile boolean handsOver;
    private boolean stopping;
    private boolean over;
    private boolean broken;
    private @Nullable Long timer;
    private @Nullable Promise<Void> stopped;

    /**
     * A verticle for one destination.
     *
     * @param others the names of the other destinations at the moment, which are told when this one is down
     * @param notices is told of such notices, once they are in the outbox
     * @param stopTimeout how long stopping may take to deliver what is due, as seen when it begins
     */
    public DeliveryVerticle(
            Destination destination,
            DeliverySettings settings,
            Store store,
            InstantSource clock,
            Supplier<List<String>> others,
            Consumer<List<Raise>> notices,
            Supplier<Duration> stopTimeout,
            MeterRegistry registry) {
        this(destination, settings, store, clock, others, notices, stopTimeout, registry, System::nanoTime);
    }

    /** @param nanoTime what pauses go by */
    DeliveryVerticle(
            Destination destination,
            DeliverySettings settings,
            Store store,
            InstantSource clock,
            Supplier<List<String>> others,
            Consumer<List<Raise>> notices,
            Supplier<Duration> stopTimeout,
            MeterRegistry registry,
            LongSupplier nanoTime) {
        this.destination = destination;
        this.settings = settings;
        this.store = store;
        this.clock = clock;
        this.others = others;
        this.notices = notices;
        this.stopTimeout = stopTimeout;
        this.nanoTime = nanoTime;
        this.metrics = new DeliveryMetrics(registry, destination.name());
    }

    public String name() {
        return destination.name();
    }

    @Override
    public Future<?> start() {
        Postman mine =
                new Postman(vertx, destination, settings, store, clock, others, notices, metrics, owner, nanoTime);
        postman = mine;
        own = context;
        DeliveryUpkeep besides = new DeliveryUpkeep(name(), settings.lease(), store, clock, metrics, mine.held());
        upkeep = besides;
        besides.begin(vertx);
        flush(mine);
        return Future.succeededFuture();
    }

    /**
     * Has the stop that follows begin no more posts and wait for those under way, for as long as it takes until they would be
     * repeated, since somebody else goes on with the rest. May be called from any thread.
     */
    public void handOver() {
        handsOver = true;
    }

    /** Delivers what is due and can be delivered in time, unless it hands over, and gives the rest back. */
    @Override
    public Future<?> stop() {
        Postman mine = postman;
        if (mine == null) {
            return destination.close();
        }
        stopping = true;
        Promise<Void> promise = Promise.promise();
        stopped = promise;
        Duration longest = handsOver ? settings.repeatAfter() : stopTimeout.get();
        vertx.setTimer(Math.max(1, longest.toMillis()), ignored -> {
            mine.abort();
            promise.tryComplete();
        });
        if (!handsOver) {
            flush(mine);
        } else if (flushing) {
            mine.abort();
        } else {
            promise.tryComplete();
        }
        return promise.future()
                .onComplete(ignored -> over = true)
                .eventually(mine.held()::giveBack)
                .onComplete(ignored -> metrics.showDown(false))
                .eventually(destination::close);
    }

    /** Takes note of deliveries for this destination that are in the outbox now. */
    public void raised(int deliveries) {
        onOwnContext(mine -> {
            waiting += deliveries;
            if (round != null) {
                round.raised();
            }
            if (waiting >= settings.batchSize()) {
                flush(mine);
            }
        });
    }

    /** Flushes now, whatever pause the destination was to have. */
    public void hurry() {
        onOwnContext(mine -> {
            mine.endPause();
            flush(mine);
        });
    }

    /** Flushes now, unless the destination is to have a pause. */
    public void flush() {
        onOwnContext(this::flush);
    }

    private void onOwnContext(Consumer<Postman> action) {
        Context context = own;
        Postman mine = postman;
        if (context != null && mine != null) {
            context.runOnContext(ignored -> action.accept(mine));
        }
    }

    private void flush(Postman mine) {
        if (flushing || over) {
            return;
        }
        if (!stopping && !mine.mayGoOn()) {
            flushIn(mine, mine.pauseLeft());
            return;
        }
        flushing = true;
        cancelTimer();
        round(mine);
    }

    private void round(Postman mine) {
        waiting = 0;
        Round next = new Round(mine, destination, clock);
        round = next;
        Instant now = clock.instant();
        int most = mine.isDown() ? 1 : settings.mostLeased();
        store.outbox()
                .lease(name(), owner, now, now.plus(settings.lease()), most)
                .compose(leased -> mine.gather(leased))
                .compose(leased -> postAll(mine, next, leased))
                .onSuccess(leased -> {
                    mended();
                    if (leased.deliveries().isEmpty()) {
                        ended(mine, untilNextFlush(mine, leased.nextDue(), now));
                    } else if (mine.mayGoOn()) {
                        round(mine);
                    } else {
                        ended(mine, mine.pauseLeft());
                    }
                })
                .onFailure(failure -> broken(mine, failure));
    }

    /** Posts what was leased, as far as the destination lets it, and gives the rest back. */
    private static Future<Leased> postAll(Postman mine, Round round, Leased leased) {
        if (leased.deliveries().isEmpty()) {
            return Future.succeededFuture(leased);
        }
        mine.held().hold(leased.deliveries());
        return Future.succeededFuture(leased.deliveries())
                .map(mine::plan)
                .compose(round::post)
                .eventually(mine.held()::giveBack)
                .compose(ignored -> mine.othersTold())
                .map(leased);
    }

    private void mended() {
        if (broken) {
            broken = false;
            LOG.info("Deliveries to {} go on", name());
        }
    }

    private void broken(Postman mine, Throwable failure) {
        if (over) {
            return;
        }
        if (!broken) {
            broken = true;
            LOG.warn("Deliveries to {} wait: {}", name(), failure.toString());
        }
        LOG.debug("Deliveries to {} wait", name(), failure);
        ended(mine, untilNextFlush(mine, null, clock.instant()));
    }

    private void ended(Postman mine, Duration pause) {
        flushing = false;
        if (upkeep != null) {
            upkeep.showBacklog();
        }
        if (stopping) {
            if (stopped != null) {
                stopped.tryComplete();
            }
            return;
        }
        flushIn(mine, pause);
    }

    private void flushIn(Postman mine, Duration pause) {
        cancelTimer();
        timer = vertx.setTimer(Math.max(1, pause.toMillis() + 1), ignored -> {
            timer = null;
            flush(mine);
        });
    }

    private void cancelTimer() {
        if (timer != null) {
            vertx.cancelTimer(timer);
            timer = null;
        }
    }

    /**
     * What was due already when it was asked for and was not leased is in somebody else's hands: it is not asked for without
     * a pause. What has become due since is.
     */
    private Duration untilNextFlush(Postman mine, @Nullable Instant nextDue, Instant asked) {
        Instant now = clock.instant();
        Duration pause = mine.pauseLeft();
        if (!pause.isZero()) {
            return pause;
        }
        if (waiting >= settings.batchSize()) {
            return Duration.ZERO;
        }
        Duration interval = settings.flushInterval();
        if (nextDue == null || !nextDue.isAfter(asked) || !nextDue.isBefore(now.plus(interval))) {
            return interval;
        }
        return nextDue.isAfter(now) ? Duration.between(now, nextDue) : Duration.ZERO;
    }
}
