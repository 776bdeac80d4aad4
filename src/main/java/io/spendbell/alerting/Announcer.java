package io.spendbell.alerting;

import io.spendbell.alert.Notice;
import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Entry;
import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.FaultLog;
import io.spendbell.store.Judge;
import io.spendbell.store.Raise;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the store claim what is to be told, one batch at a time, and tries again for as long as it does not answer; while it is away all
 * that waits is decided without it. To be called on the deciding verticle's context.
 */
final class Announcer {
    private static final FaultLog FAULTS = new FaultLog();
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final long PAUSE_MILLIS = 1_000;

    /** Who announces more than so many at a time has to wait for the store. */
    private static final int MOST_NOT_WAITED_FOR = 16;

    private static final Judge NOTHING = posted -> List.of();

    private final LongFunction<Future<?>> pause;
    private final Store store;
    private final Supplier<Decider> decider;
    private final AlertingMetrics metrics;
    private final InstantSource clock;
    private final Consumer<List<Raise>> raised;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean committing;
    private boolean failing;
    private boolean stopped;

    /** What the store does not have yet. */
    private static final class Waiting {
        private final Batch batch;
        private final Promise<FindingOutcome> told = Promise.promise();
        private @Nullable FindingOutcome alone;

        Waiting(Batch batch) {
            this.batch = batch;
        }
    }

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
        Sieve.Passed passed = pass(notice, clock.instant());
        FoundNotice found = passed.found();
        if (found == null) {
            return Future.succeededFuture(passed.suppressedBy());
        }
        return handIn(new Batch(clock.instant(), List.of(entry(found))));
    }

    private Sieve.Passed pass(Notice notice, Instant now) {
        try {
            return decider.get().pass(notice, now);
        } catch (RuntimeException | StackOverflowError e) {
            countFailed(1);
            FAULTS.tell("Something to be told could not be judged", e);
            return new Sieve.Passed(null, FindingOutcome.FAILED);
        }
    }

    private void countFailed(long notices) {
        for (long i = 0; i < notices; i++) {
            metrics.countUnforeseen(Unforeseen.ANNOUNCEMENT);
            metrics.countFinding(FindingOutcome.FAILED);
        }
    }

    /** Each has an entry of its own, so that one that fails fails alone. */
    private static Entry entry(FoundNotice found) {
        return new Entry(null, List.of(), List.of(found), List.of(), List.of());
    }

    /** Tells each of several, all in one step; each may have been told before. */
    Future<?> announceAll(List<Notice> notices) {
        Instant now = clock.instant();
        List<Entry> entries = new ArrayList<>();
        for (Notice notice : notices) {
            FoundNotice found = pass(notice, now).found();
            if (found != null) {
                entries.add(entry(found));
            }
        }
        return entries.isEmpty() ? Future.succeededFuture() : handIn(new Batch(now, entries));
    }

    private Future<FindingOutcome> handIn(Batch batch) {
        Waiting next = new Waiting(batch);
        waiting.add(next);
        if (failing) {
            decideAlone(next);
        }
        commitFirst();
        return next.told.future();
    }

    /** The very batch again until the store has it, so that what happened already does not happen twice. */
    private void commitFirst() {
        Waiting first = waiting.peek();
        if (committing || first == null) {
            return;
        }
        committing = true;
        store.commit(first.batch, NOTHING, clock.instant())
                .onSuccess(result -> {
                    committing = false;
                    failing = false;
                    waiting.remove();
                    committed(result, first.told);
                    letGo();
                    commitFirst();
                })
                .onFailure(this::failed);
    }

    private void failed(Throwable failure) {
        List<Waiting> all = List.copyOf(waiting);
        if (stopped) {
            committing = false;
            waiting.clear();
            all.forEach(each -> each.told.tryFail(failure));
            return;
        }
        failing = true;
        all.forEach(this::decideAlone);
        pause.apply(PAUSE_MILLIS).onSuccess(ignored -> {
            committing = false;
            commitFirst();
        });
    }

    private void decideAlone(Waiting each) {
        store.decideAlone(each.batch, NOTHING)
                .onSuccess(alone -> {
                    raise(alone.raised());
                    if (alone.decided() && each.alone == null) {
                        each.alone = alone.raised().isEmpty() ? FindingOutcome.CLAIMED : FindingOutcome.RAISED;
                        letGo();
                    }
                })
                .onFailure(failure ->
                        LOG.error("What is to be told could not be decided without the store: {}", failure.toString()));
    }

    /** Who waits for an answer does not wait for a store that is away, unless too much does. */
    private void letGo() {
        waiting.stream()
                .limit(MOST_NOT_WAITED_FOR)
                .filter(each -> each.alone != null)
                .toList()
                .forEach(each -> each.told.tryComplete(each.alone));
    }

    private void committed(CommitResult result, Promise<FindingOutcome> told) {
        raise(result.raised());
        result.taken().stream()
                .filter(taken -> !taken.byThisBatch())
                .forEach(taken -> metrics.countFinding(FindingOutcome.CLAIMED));
        countFailed(result.outcomes().stream().filter(Outcome.FAILED::equals).count());
        told.tryComplete(
                !result.raised().isEmpty()
                        ? FindingOutcome.RAISED
                        : result.outcomes().contains(Outcome.FAILED) ? FindingOutcome.FAILED : FindingOutcome.CLAIMED);
    }

    private void raise(List<Raise> raises) {
        raises.forEach(raise -> metrics.countFinding(FindingOutcome.RAISED));
        raised.accept(raises);
    }

    /** Tries nothing again from now on. */
    void stop() {
        stopped = true;
    }
}
