package io.spendbell.alerting;

import io.spendbell.alert.Notice;
import io.spendbell.store.Batch;
import io.spendbell.store.Candidate;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Entry;
import io.spendbell.store.Judge;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the store claim what is to be told, and tries again for as long as it does not answer; while it is away that is decided without it. To
 * be called on the deciding verticle's context.
 */
final class Announcer {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final long PAUSE_MILLIS = 1_000;
    private static final Judge NOTHING = posted -> List.of();

    private final LongFunction<Future<?>> pause;
    private final Store store;
    private final Supplier<Decider> decider;
    private final AlertingMetrics metrics;
    private final InstantSource clock;
    private final Consumer<List<Raise>> raised;
    private boolean stopped;

    /**
     * One that tells by the rules in force.
     *
     * @param pause waits for milliseconds
     */
    Announcer(
            LongFunction<Future<?>> pause,
            Store store,
            Supplier<Decider> decider,
            AlertingMetrics metrics,
            InstantSource clock,
            Consumer<List<Raise>> raised) {
        this.pause = pause;
        this.store = store;
        this.decider = decider;
        this.metrics = metrics;
        this.clock = clock;
        this.raised = raised;
    }

    Future<FindingOutcome> announce(Notice notice) {
        Sieve.Passed passed = decider.get().pass(notice, clock.instant());
        FoundNotice found = passed.found();
        if (found == null) {
            return Future.succeededFuture(passed.suppressedBy());
        }
        Entry entry = new Entry(null, List.of(), List.of(found), List.of(), List.of());
        Promise<FindingOutcome> told = Promise.promise();
        commit(new Batch(clock.instant(), List.of(entry)), told);
        return told.future();
    }

    /** Tells each of several, all in one step; each may have been told before. */
    Future<?> announceAll(List<Notice> notices) {
        Instant now = clock.instant();
        List<Candidate> found = new ArrayList<>();
        for (Notice notice : notices) {
            FoundNotice passed = decider.get().pass(notice, now).found();
            if (passed != null) {
                found.add(passed);
            }
        }
        if (found.isEmpty()) {
            return Future.succeededFuture();
        }
        Promise<FindingOutcome> told = Promise.promise();
        commit(new Batch(now, List.of(new Entry(null, List.of(), found, List.of(), List.of()))), told);
        return told.future();
    }

    /** The very batch again until the store has it, so that what happened already does not happen twice. */
    private void commit(Batch batch, Promise<FindingOutcome> told) {
        store.commit(batch, NOTHING)
                .onSuccess(result -> committed(result, told))
                .onFailure(failure -> {
                    if (stopped) {
                        told.tryFail(failure);
                        return;
                    }
                    decideAlone(batch, told);
                    pause.apply(PAUSE_MILLIS).onSuccess(ignored -> commit(batch, told));
                });
    }

    /** Who waits for an answer does not wait for a store that is away. */
    private void decideAlone(Batch batch, Promise<FindingOutcome> told) {
        store.decideAlone(batch, NOTHING)
                .onSuccess(alone -> {
                    raise(alone.raised());
                    if (alone.decided()) {
                        told.tryComplete(alone.raised().isEmpty() ? FindingOutcome.CLAIMED : FindingOutcome.RAISED);
                    }
                })
                .onFailure(failure ->
                        LOG.error("What is to be told could not be decided without the store: {}", failure.toString()));
    }

    private void committed(CommitResult result, Promise<FindingOutcome> told) {
        raise(result.raised());
        result.taken().stream()
                .filter(taken -> !taken.byThisBatch())
                .forEach(taken -> metrics.countFinding(FindingOutcome.CLAIMED));
        told.tryComplete(result.raised().isEmpty() ? FindingOutcome.CLAIMED : FindingOutcome.RAISED);
    }

    private void raise(List<Raise> raises) {
        raises.forEach(raise -> metrics.countFinding(FindingOutcome.RAISED));
        if (!raises.isEmpty()) {
            raised.accept(raises);
        }
    }

    /** Tries nothing again from now on. */
    void stop() {
        stopped = true;
    }
}
