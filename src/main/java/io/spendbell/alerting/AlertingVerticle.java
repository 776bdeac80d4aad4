package io.spendbell.alerting;

import io.micrometer.core.instrument.MeterRegistry;
import io.spendbell.alert.AlertIds;
import io.spendbell.alert.Notice;
import io.spendbell.event.Event;
import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Raise;
import io.spendbell.store.Receipt;
import io.spendbell.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verticle that decides; there is one. It folds batches while the one before is being committed, so that the store sees
 * one request at a time, whatever its size. Events that ask nothing of the store, because nothing has been reached or all of
 * it is known to have rung, do not wait for it. A commit that fails is tried again until it succeeds: what was handed over
 * is neither acknowledged nor forgotten meanwhile.
 *
 * <p>{@code accept} may be called from any thread; all else runs on the verticle's context.
 */
public final class AlertingVerticle extends VerticleBase implements Intake, StreamIntake, Announcements {
    private static final Logger LOG = LoggerFactory.getLogger(AlertingVerticle.class);
    private static final int REMEMBERED_CLAIMS = 200_000;
    private static final long SHORTEST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final long SEALED_TOGETHER_MILLIS = 50;
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(30);

    /** What is over is kept this much longer, so that it counts again where the clock is set back. */
    private static final Duration KEPT_LONGER = Duration.ofHours(2);

    /** A clock that is set back by less is not worth noticing. */
    private static final Duration LEAST_SET_BACK = Duration.ofSeconds(1);

    private final Store store;
    private final InstantSource clock;
    private final AlertingMetrics metrics;
    private final ClaimCache claims = new ClaimCache(REMEMBERED_CLAIMS);
    private final KnownEntities known = new KnownEntities();
    private final AlertIds ids;
    private final Consumer<List<Raise>> raised;
    private final Announcer announcer;
    private final Watches watches;
    private final AccountSweep accounts;
    private volatile @Nullable String fault = "not started";
    private volatile Instant lastHandedOver;

    private @Nullable Context own;
    private final HeldAlone heldAlone = new HeldAlone();
    private final Deque<Sealed> sealedEarly = new ArrayDeque<>();
    private Decider decider;
    private Gathered gathered;
    private @Nullable OpenBatch committing;
    private Instant latest = Instant.EPOCH;
    private boolean sealsSoon;
    private int beingHeldAlone;
    private boolean stopped;
    private @Nullable Promise<Void> idle;

    /** A batch that takes nothing more in, by an outage of the store, and waits for its turn to be committed. */
    private record Sealed(OpenBatch events, Batch batch) {}

    /**
     * A verticle to be deployed once.
     *
     * @param raised is told, on the verticle's context, of what is in the outbox now
     */
    public AlertingVerticle(
            Store store,
            Rules rules,
            AlertIds ids,
            InstantSource clock,
            MeterRegistry registry,
            Consumer<List<Raise>> raised) {
        this.store = store;
        this.clock = clock;
        this.metrics = new AlertingMetrics(registry);
        this.ids = ids;
        this.lastHandedOver = clock.instant();
        this.raised = new RaisedListener(raised, metrics);
        metrics.showHeldAlone(heldAlone::deliveries);
        this.announcer =
                new Announcer(millis -> vertx.timer(millis), store, () -> decider, metrics, clock, this.raised);
        this.watches = new Watches(store, () -> decider.rules(), announcer, claims, metrics, clock);
        this.accounts = new AccountSweep(store, () -> decider.rules().counters());
        this.decider = deciderBy(rules);
        this.gathered = new Gathered(decider);
    }

    private Decider deciderBy(Rules rules) {
        return new Decider(rules, claims, known, ids, metrics, watches::told);
    }

    @Override
    public Future<?> start() {
        own = context;
        fault = null;
        WipedAlarm alarm = new WipedAlarm(announcer::announce, metrics, clock);
        store.onWiped(wiped -> context.runOnContext(ignored -> {
            claims.clear();
            known.forget();
            alarm.ring(wiped);
        }));
        store.onUnreadable(id -> metrics.countUnreadable())
                .onFailure(failure -> LOG.warn("Alerts that cannot be read are not counted: {}", failure.toString()));
        sweepLater();
        watches.start(vertx);
        return Future.succeededFuture();
    }

    /** Commits what was handed over, then stops; what the store does not take is given up, and whoever handed it over is told. */
    @Override
    public Future<?> stop() {
        stopped = true;
        fault = "stopped";
        watches.stop();
        announcer.stop();
        Promise<Void> promise = Promise.promise();
        idle = promise;
        commitNext();
        return promise.future();
    }

    /** Why nothing can be acknowledged at the moment, or null where all is well. */
    public @Nullable String fault() {
        return fault;
    }

    /** Why what comes in is not judged before the store is back, or null where it is judged. */
    public @Nullable String held() {
        return heldAlone.fault();
    }

    @Override
    public Future<Reply> accept(List<Event> events) {
        return accept(events, List.of());
    }

    @Override
    public Future<Reply> accept(List<Event> events, List<Receipt> receipts) {
        return handOver("intake", reply -> take(events, receipts, reply));
    }

    @Override
    public Future<FindingOutcome> announce(Notice notice) {
        return handOver("announcement", told -> announcer.announce(notice).onComplete(told));
    }

    /**
     * Judges by other rules from now on. What was handed over before is decided, judged and committed by those that were in
     * force then. May be called from any thread.
     */
    public Future<Void> use(Rules rules) {
        return handOver("rules", used -> {
            decider = deciderBy(rules);
            used.complete();
        });
    }

    /** Has something done on the verticle's context, and answered on the caller's. */
    private <T> Future<T> handOver(String what, Consumer<Promise<T>> work) {
        Context deciding = own;
        if (deciding == null) {
            return Future.failedFuture(what + ": not open (expected: a started daemon)");
        }
        Context caller = vertx.getOrCreateContext();
        Promise<T> reply = Promise.promise();
        Promise<T> here = Promise.promise();
        here.future().onComplete(result -> caller.runOnContext(ignored -> reply.handle(result)));
        deciding.runOnContext(ignored -> {
            try {
                work.accept(here);
            } catch (Throwable e) {
                here.tryFail(e);
                throw e;
            }
        });
        return reply.future();
    }

    /** When events were handed over last, or when it was made. May be called from any thread. */
    public Instant lastHandedOver() {
        return lastHandedOver;
    }

    private void take(List<Event> events, List<Receipt> receipts, Promise<Reply> reply) {
        lastHandedOver = clock.instant();
        if (stopped) {
            reply.fail("intake: closed (expected: a running daemon)");
            return;
        }
        gathered.add(new HandedOver(decider, events, receipts, reply));
        fill();
        if (!gathered.isEmpty()) {
            commitNext();
            sealAloneSoon();
        }
    }

    /** Has decided what there is room for in the open batch. */
    private void fill() {
        boolean mayPass = (committing == null || !committing.learns())
                && sealedEarly.stream().noneMatch(each -> each.events().learns());
        metrics.countJudged(gathered.fill(now(), mayPass));
    }

    /** What is believed for a time would be believed for longer where the clock was set back, so it is asked anew. */
    private Instant now() {
        Instant now = clock.instant();
        if (now.isBefore(latest.minus(LEAST_SET_BACK))) {
            claims.clear();
        }
        latest = now;
        return now;
    }

    private void commitNext() {
        if (committing != null) {
            return;
        }
        Sealed next = sealedEarly.poll();
        if (next != null) {
            committing = next.events();
            attempt(next.events(), next.batch(), SHORTEST_PAUSE_MILLIS);
            return;
        }
        fill();
        if (gathered.isEmpty()) {
            if (idle != null) {
                idle.tryComplete();
            }
            return;
        }
        OpenBatch sealed = gathered.take(decider);
        committing = sealed;
        attempt(sealed, sealed.seal(clock.instant()), SHORTEST_PAUSE_MILLIS);
        fill();
    }

    private void attempt(OpenBatch sealed, Batch batch, long pauseMillis) {
        if (batch.entries().isEmpty()) {
            finish(sealed);
            return;
        }
        long begun = System.nanoTime();
        store.commit(batch, sealed.judgeAt(batch.now()), clock.instant())
                .onSuccess(result -> committed(sealed, result, System.nanoTime() - begun))
                .onFailure(failure -> failed(sealed, batch, pauseMillis, failure));
    }

    private void committed(OpenBatch sealed, CommitResult result, long nanos) {
        if (fault != null && !stopped) {
            LOG.info("The store is back");
            fault = null;
        }
        if (sealedEarly.isEmpty()) {
            heldAlone.isOver();
        }
        metrics.recordCommit(nanos);
        metrics.countForgottenIds(result.forgottenIds());
        Instant now = clock.instant();
        for (CommitResult.Taken taken : result.taken()) {
            claims.learn(taken, now);
            if (!taken.byThisBatch()) {
                metrics.countFinding(FindingOutcome.CLAIMED);
            }
        }
        result.raised().forEach(raise -> metrics.countFinding(FindingOutcome.RAISED));
        raised.accept(result.raised());
        if (sealed.settle(result.outcomes(), metrics, now)) {
            finish(sealed);
        } else {
            attempt(sealed, sealed.seal(now), SHORTEST_PAUSE_MILLIS);
        }
    }

    private void failed(OpenBatch sealed, Batch batch, long pauseMillis, Throwable failure) {
        metrics.countFailedCommit();
        if (fault == null) {
            LOG.error(
                    "The store does not take what is to be kept; events are not acknowledged until it does: {}",
                    failure.toString());
        }
        LOG.debug("A commit failed", failure);
        if (stopped) {
            giveUp(sealed, failure);
            return;
        }
        fault = "the store does not commit";
        vertx.setTimer(pauseMillis, timer -> attempt(sealed, batch, Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS)));
        decideAlone(new Sealed(sealed, batch));
    }

    private void giveUp(OpenBatch sealed, Throwable failure) {
        sealed.fail(failure);
        sealedEarly.forEach(each -> each.events().fail(failure));
        sealedEarly.clear();
        gathered.fail(failure);
        gathered = new Gathered(decider);
        committing = null;
        commitNext();
    }

    /** Alerts do not wait for a store that is away: what rings by what is known here is delivered; the batch still waits. */
    private void decideAlone(Sealed sealed) {
        Batch batch = sealed.batch();
        beingHeldAlone++;
        store.decideAlone(batch, sealed.events().judgeAt(batch.now()))
                .onSuccess(decided -> {
                    decided.raised().forEach(raise -> metrics.countFinding(FindingOutcome.RAISED));
                    hold(held -> held.raised(decided.raised()));
                    raised.accept(decided.raised());
                })
                .onFailure(
                        failure -> LOG.error("A batch could not be decided without the store: {}", failure.toString()))
                .onComplete(done -> {
                    beingHeldAlone--;
                    sealAloneSoon();
                });
    }

    /** Takes note of what is held, and tells where it has become too much. */
    private void hold(Consumer<HeldAlone> what) {
        boolean wasFull = heldAlone.isFull();
        what.accept(heldAlone);
        String fault = heldAlone.fault();
        if (fault != null && !wasFull) {
            LOG.warn("{}", fault);
        }
    }

    /** What comes in while the store is away is decided without it, some of it at a time, as far as memory is to hold what rings. */
    private void sealAloneSoon() {
        if (!sealsSoon && fault != null && !gathered.isEmpty()) {
            sealsSoon = true;
            vertx.setTimer(sealedTogetherMillis(), timer -> {
                sealsSoon = false;
                if (store.fault() != null && committing != null && !gathered.isEmpty() && maySealEarly()) {
                    sealEarly();
                }
            });
        }
    }

    /** The more wait, the more is sealed together: a long outage in which little comes in is no host of small batches. */
    private long sealedTogetherMillis() {
        return Math.min(LONGEST_PAUSE_MILLIS, SEALED_TOGETHER_MILLIS + sealedEarly.size());
    }

    /** What a batch comes to is known before the next one is begun. */
    private boolean maySealEarly() {
        return beingHeldAlone == 0 && !heldAlone.isFull();
    }

    /**
     * Only while another batch is being committed is there one that is open and not empty. What waits behind is in the open one before this
     * is decided, which may be at once, so that its turn comes too.
     */
    private void sealEarly() {
        OpenBatch events = gathered.take(decider);
        Sealed sealed = new Sealed(events, events.seal(clock.instant()));
        sealedEarly.add(sealed);
        hold(held -> held.sealed(events.size()));
        fill();
        decideAlone(sealed);
    }

    private void finish(OpenBatch sealed) {
        metrics.countJudged(sealed.events());
        sealed.acknowledge(metrics);
        committing = null;
        commitNext();
    }

    /** Not before outages were looked at: an account tells when its outage is over. */
    private Future<?> closeAccounts() {
        return watches.sawOutages() ? accounts.next(clock.instant()) : Future.succeededFuture();
    }

    /** Re-armed after each sweep, so that slow sweeps never pile up. */
    private void sweepLater() {
        vertx.setTimer(BETWEEN_SWEEPS.toMillis(), timer -> {
            if (!stopped) {
                store.sweep(clock.instant().minus(KEPT_LONGER))
                        .compose(ignored -> closeAccounts())
                        .onFailure(failure ->
                                LOG.warn("A sweep of the store failed; it is tried again: {}", failure.toString()))
                        .onComplete(result -> sweepLater());
            }
        });
    }
}
