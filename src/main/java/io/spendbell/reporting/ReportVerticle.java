package io.spendbell.reporting;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.spendbell.alerting.Announcements;
import io.spendbell.alerting.HeardFeeds;
import io.spendbell.event.Feed;
import io.spendbell.report.ReportSeries;
import io.spendbell.report.SpendCounting;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does from time to time what no event asks for: reports, searches. Of several replicas one does it, by a lease; another one goes on when
 * that is gone. What fails is tried again the next time.
 */
public final class ReportVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ReportVerticle.class);
    private static final String LEASE = "reports";

    /** After a start, while reports are held up, so that they come as soon as they may. */
    private static final Duration CHECK_AT_START = Duration.ofSeconds(1);

    private static final Duration LEASED_LONGER = Duration.ofMinutes(1);

    private final Store store;
    private final Supplier<Times> times;
    private final Supplier<List<ReportSeries>> reports;
    private final Supplier<SpendCounting> spend;
    private final Announcements announcements;
    private final InstantSource clock;
    private final Counter failures;
    private final String owner = UUID.randomUUID().toString();
    private final Supplier<Instant> lastEvent;
    private final HeardFeeds heard;
    private final ReportHold hold;
    private List<Routine> routines = List.of();
    private List<SilenceWatch> silences = List.of();
    private final Set<String> failing = new HashSet<>();
    private boolean stopped;

    /**
     * How often what is done.
     *
     * @param check how long to wait between two looks at what is due
     * @param users how long to wait between two searches for users who spend more than is usual
     * @param silence after how long without an event that is told; null never
     * @param feeds after how long without an event of a feed that is told; never of those that are not there
     */
    public record Times(
            Duration check, Duration users, @Nullable Duration silence, Map<Feed, Duration> feeds) {}

    /**
     * A verticle to be deployed once.
     *
     * @param times those in force
     * @param reports those that are to be told at the moment
     * @param spend what is counted at the moment
     * @param lastEvent when this process was told something last, or began to run
     * @param heard when it was by each feed
     * @param behind whether events that came a while ago still wait to be read; asked on the verticle's context
     */
    public ReportVerticle(
            Store store,
            Supplier<Times> times,
            Supplier<List<ReportSeries>> reports,
            Supplier<SpendCounting> spend,
            Supplier<Instant> lastEvent,
            HeardFeeds heard,
            BooleanSupplier behind,
            Announcements announcements,
            InstantSource clock,
            MeterRegistry registry) {
        this.store = store;
        this.times = times;
        this.reports = reports;
        this.spend = spend;
        this.lastEvent = lastEvent;
        this.heard = heard;
        this.hold = new ReportHold(store, behind, clock.instant());
        this.announcements = announcements;
        this.clock = clock;
        this.failures = Counter.builder("spendbell.reports.failures")
                .description("Rounds of reports and searches that failed, and are tried again")
                .register(registry);
    }

    @Override
    public Future<?> start() {
        LedgerPages ledger = new LedgerPages(vertx, store.ledger());
        routines = List.of(
                new Reporting(ledger, reports, announcements, hold),
                new AnomalySearch(ledger, spend, () -> times.get().users(), announcements, hold),
                new JumpSearch(ledger, spend, announcements, hold));
        silences = silences();
        roundLater(Duration.ofMillis(1));
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        return store.giveUp(LEASE, owner).otherwiseEmpty();
    }

    private void roundLater(Duration wait) {
        if (!stopped) {
            vertx.setTimer(Math.max(1, wait.toMillis()), timer -> {
                Instant now = clock.instant();
                round(now).onComplete(done -> roundLater(pauseAfter(now)));
            });
        }
    }

    private Duration pauseAfter(Instant round) {
        Duration check = times.get().check();
        return hold.isStarting(round) && check.compareTo(CHECK_AT_START) > 0 ? CHECK_AT_START : check;
    }

    private Future<Void> round(Instant now) {
        return listen(now).compose(ignored -> lookBehind(now)).compose(ignored -> roundOfOne(now));
    }

    private Future<Void> lookBehind(Instant now) {
        return concluded("the hold on reports", hold.look(now));
    }

    private Future<Void> listen(Instant now) {
        Future<?> looked = Future.succeededFuture();
        for (SilenceWatch watch : silences) {
            looked = looked.compose(ignored -> watch.look(now));
        }
        return concluded("the watch for silence", looked);
    }

    /** That of all ways is the first to look, because it says whether a feed's silence is worth telling beside it. */
    private List<SilenceWatch> silences() {
        List<SilenceWatch> watches = new ArrayList<>();
        watches.add(new SilenceWatch(
                store,
                new SilenceWatch.AnyWay(),
                () -> times.get().silence(),
                lastEvent,
                () -> times.get().check(),
                announcements));
        Instant started = clock.instant();
        for (Feed feed : Feed.values()) {
            watches.add(new SilenceWatch(
                    store,
                    new FeedSilence(
                            store,
                            feed,
                            () -> heard.last(feed),
                            () -> times.get().silence() != null),
                    () -> times.get().feeds().get(feed),
                    () -> heard.last(feed).isAfter(started) ? heard.last(feed) : started,
                    () -> times.get().check(),
                    announcements));
        }
        return List.copyOf(watches);
    }

    /** Not by who stops within a round: it has given the lease up, and would keep others from it until that ends. */
    private Future<Void> roundOfOne(Instant now) {
        if (stopped) {
            return Future.succeededFuture();
        }
        return concluded(
                "the lease of reports",
                store.acquire(LEASE, owner, now, now.plus(times.get().check()).plus(LEASED_LONGER))
                        .compose(isMine -> isMine ? runAll(routines.iterator()) : Future.succeededFuture()));
    }

    /** Each by a time of its own: what a long one before it began by would look to the store like a clock that was set back. */
    private Future<Void> runAll(Iterator<Routine> left) {
        if (!left.hasNext() || stopped) {
            return Future.succeededFuture();
        }
        Routine routine = left.next();
        return run(routine, clock.instant()).compose(ignored -> runAll(left));
    }

    private Future<Void> run(Routine routine, Instant now) {
        Future<?> done;
        try {
            done = routine.run(now);
        } catch (RuntimeException e) {
            done = Future.failedFuture(e);
        }
        return concluded(routine.name(), done);
    }

    /** Ends well in any case; what fails time after time is told once, until it has succeeded. */
    private Future<Void> concluded(String what, Future<?> done) {
        return done.<Void>mapEmpty().onSuccess(ignored -> failing.remove(what)).recover(failure -> {
            failures.increment();
            if (failing.add(what)) {
                LOG.warn("{} did not come about and will be tried again: {}", what, failure.toString());
            }
            return Future.succeededFuture();
        });
    }
}
