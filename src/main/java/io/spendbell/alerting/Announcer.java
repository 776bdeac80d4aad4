package io.spendbell.alerting;

import io.spendbell.alert.Notice;
import io.spendbell.store.Batch;
import io.spendbell.store.Candidate;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Entry;
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

/** Has the store claim what is to be told, and tries again where it does not answer. To be called on the deciding verticle's context. */
final class Announcer {
    private static final long PAUSE_MILLIS = 1_000;
    private static final int MOST_ATTEMPTS = 100;

    private final LongFunction<Future<?>> pause;
    private final Store store;
    private final Supplier<Decider> decider;
    private final AlertingMetrics metrics;
    private final InstantSource clock;
    private final Consumer<List<Raise>> raised;

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
        commit(new Batch(clock.instant(), List.of(entry)), MOST_ATTEMPTS, told);
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
        commit(new Batch(now, List.of(new Entry(null, List.of(), found, List.of(), List.of()))), MOST_ATTEMPTS, told);
        return told.future();
    }

    /** The very batch again, so that what happened already does not happen twice. */
    private void commit(Batch batch, int attempts, Promise<FindingOutcome> told) {
        store.commit(batch, posted -> List.of())
                .onSuccess(result -> told.complete(committed(result)))
                .onFailure(failure -> {
                    if (attempts > 1) {
                        pause.apply(PAUSE_MILLIS).onSuccess(ignored -> commit(batch, attempts - 1, told));
                    } else {
                        told.fail(failure);
                    }
                });
    }

    private FindingOutcome committed(CommitResult result) {
        boolean isRaised = !result.raised().isEmpty();
        FindingOutcome outcome = isRaised ? FindingOutcome.RAISED : FindingOutcome.CLAIMED;
        result.taken()
                .forEach(taken ->
                        metrics.countFinding(taken.byThisBatch() ? FindingOutcome.RAISED : FindingOutcome.CLAIMED));
        if (isRaised) {
            raised.accept(result.raised());
        }
        return outcome;
    }
}
