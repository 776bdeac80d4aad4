package io.spendbell.store.redis;

import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Judge;
import io.spendbell.store.Raise;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.core.BatchRun;
import io.spendbell.store.core.IdHash;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * One script is under way at a time. The scripts of this process are numbered, and Redis keeps the number of the last one it
 * applied. So what was sent and never answered is sent again before anything else, as it was, until it is known whether it
 * was applied; only then the next number is given out.
 */
/** Batches, one after the other, each in parts. Confined to one context. */
final class RedisCommits {
    private static final Duration WRITER_REMEMBERED = Duration.ofDays(30);

    /** Far more than there are batches at a time that are handed in again: what goes for lack of room was given up. */
    private static final int MOST_UNFINISHED = 1_000;

    /** So often may Redis be found emptied in one turn. */
    private static final int MOST_WIPES = 10;

    private final Function<Request, Future<Response>> redis;
    private final Keys keys;
    private final StoreOptions options;
    private final Epoch epoch;
    private final DecidedAlone alone;
    private final String writer = UUID.randomUUID().toString();
    private final IdHash hash = new IdHash();
    private final Thoughts thoughts = new Thoughts();
    private final Deque<Attempt> unfinished = new ArrayDeque<>();
    private final Undelivered undelivered;
    private final Restoration restoration;
    private final RedisClock clock;
    private final LongFunction<Future<Void>> pause;
    private Future<?> last = Future.succeededFuture();

    /** What time it was when somebody asked last; a batch's own time may be long ago. */
    private Instant present = Instant.EPOCH;

    private @Nullable CommitCall unanswered;
    private long number;
    private Rounds rounds = new Rounds();
    private int wipes;

    /**
     * Batches that were not begun yet.
     *
     * @param pause ends on the context of these after so many milliseconds
     */
    RedisCommits(
            Function<Request, Future<Response>> redis,
            Keys keys,
            StoreOptions options,
            Epoch epoch,
            DecidedAlone alone,
            Undelivered undelivered,
            Restoration restoration,
            RedisClock clock,
            LongFunction<Future<Void>> pause) {
        this.alone = alone;
        this.undelivered = undelivered;
        this.restoration = restoration;
        this.clock = clock;
        this.pause = pause;
        this.redis = redis;
        this.keys = keys;
        this.options = options;
        this.epoch = epoch;
    }

    Future<CommitResult> commit(Batch batch, Judge judge, Instant now) {
        Future<CommitResult> turn = last.transform(ignored -> {
            wipes = 0;
            present = now;
            return inTurn(batch, judge);
        });
        last = turn;
        return turn;
    }

    /** Where Redis was emptied, gives it back what is remembered, as if a batch had found it so. */
    Future<Boolean> restoreIfWiped(Instant now) {
        Future<Boolean> turn = last.transform(ignored -> {
                    wipes = 0;
                    present = now;
                    return settleUnanswered();
                })
                .compose(settled -> epoch.isCurrent())
                .compose(isCurrent -> isCurrent ? Future.succeededFuture(true) : wiped())
                .compose(known -> restore());
        last = turn;
        return turn;
    }

    /** When everything that was handed in is done, or has failed. */
    Future<?> settled() {
        return last;
    }

    /** A foresight in which nothing was decided yet. */
    Foresight foresight() {
        return new Foresight(thoughts);
    }

    /**
     * Decides what Redis has not said to have of a batch, by what is foreseen, and asks nobody.
     *
     * @return what would ring, each as the alert that is known of its occasion
     */
    List<Raise> foresee(Foresight foresight, Batch batch, Judge judge) {
        if (unanswered != null) {
            alone.mayBeInRedis(unanswered.plan().raises());
        }
        Plan plan = new Plan(foresight, epoch.known(), batch.now(), hash, alone);
        CommitResult decided = BatchRun.run(rest(batch), judge, options.rearmAfter(), plan);
        foresight.learn(plan);
        return decided.raised();
    }

    @SuppressWarnings("ReferenceEquality") // as in begunOrNew
    private Batch rest(Batch batch) {
        return unfinished.stream()
                .filter(begun -> begun.batch() == batch)
                .findFirst()
                .map(Attempt::rest)
                .orElse(batch);
    }

    /** A claim was given free, and is not to be given back to an emptied Redis. */
    void released(String claim) {
        thoughts.taken.remove(claim);
    }

    private Future<CommitResult> inTurn(Batch batch, Judge judge) {
        Attempt attempt = begunOrNew(batch);
        return settleUnanswered()
                .compose(settled -> restore())
                .compose(restored -> allParts(attempt, judge))
                .onFailure(failure -> keepForRetry(attempt));
    }

    /** A batch is the same one only where it is the same object: equal ones may both be meant. */
    @SuppressWarnings("ReferenceEquality")
    private Attempt begunOrNew(Batch batch) {
        for (Iterator<Attempt> begun = unfinished.iterator(); begun.hasNext(); ) {
            Attempt attempt = begun.next();
            if (attempt.batch() == batch) {
                begun.remove();
                return attempt;
            }
        }
        return new Attempt(batch);
    }

    /** One of which nothing can be in Redis is begun anew. */
    private void keepForRetry(Attempt attempt) {
        if (!attempt.wasSent()) {
            return;
        }
        if (unfinished.size() == MOST_UNFINISHED) {
            unfinished.removeFirst();
        }
        unfinished.addLast(attempt);
    }

    private Future<Boolean> settleUnanswered() {
        return unanswered == null ? Future.succeededFuture(true) : send(unanswered);
    }

    private Future<CommitResult> allParts(Attempt attempt, Judge judge) {
        Part part = attempt.next();
        if (part == null) {
            return Future.succeededFuture(attempt.result());
        }
        thoughts.startBatch();
        return apply(attempt, part, part.isCorrection() ? posted -> List.of() : judge)
                .compose(applied -> allParts(attempt, judge));
    }

    /** Plans and sends a part until what it was planned on held. */
    private Future<Boolean> apply(Attempt attempt, Part part, Judge judge) {
        CommitCall call;
        try {
            call = planned(attempt, part, judge);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        attempt.sent();
        return send(call)
                .compose(applied -> applied
                        ? Future.succeededFuture(true)
                        : restore().compose(restored -> apply(attempt, part, judge)));
    }

    /** Gives back to an emptied Redis what is remembered of it, before anything else is done there. */
    private Future<Boolean> restore() {
        if (!restoration.isUnderWay()) {
            return Future.succeededFuture(true);
        }
        Remembered piece = restoration.next();
        if (piece == null) {
            return restoration.finish(present).onSuccess(ignored -> thoughts.isBack());
        }
        Plan plan = new Plan(thoughts, epoch.known(), present, hash, alone);
        piece.raise(plan);
        return send(called(plan, present, forgotten -> restoration.done(piece, plan)))
                .compose(applied -> restore());
    }

    private Future<Boolean> wiped() {
        if (++wipes > MOST_WIPES) {
            return Future.failedFuture("redis: emptied again and again (expected: to stay)");
        }
        restoration.begin(thoughts);
        thoughts.setAside();
        return epoch.renew().map(false);
    }

    private CommitCall planned(Attempt attempt, Part part, Judge judge) {
        Instant now = attempt.batch().now();
        Plan plan = new Plan(thoughts, epoch.known(), now, hash, alone);
        CommitResult planned = BatchRun.run(new Batch(now, part.entries()), judge, options.rearmAfter(), plan);
        return called(plan, now, forgotten -> attempt.applied(planned, forgotten));
    }

    private CommitCall called(Plan plan, Instant now, LongConsumer applied) {
        number++;
        CommitCall.Terms terms = new CommitCall.Terms(
                epoch.known(), number, now, options.dedupWindow(), options.maxIds(), WRITER_REMEMBERED.toSeconds());
        return new CommitCall(plan, applied, keys, writer, terms, alone, clock);
    }

    /** Sends a call, and tells whether it was applied; fails where that is not known, or cannot be. */
    private Future<Boolean> send(CommitCall call) {
        CommitCall.Sending now = call.at(present, epoch.commits(), rounds.askForTurn());
        unanswered = call;
        return Script.COMMIT.run(redis, now.keys(), now.arguments()).compose(answer -> {
            unanswered = null;
            return takeIn(call, answer);
        });
    }

    private Future<Boolean> takeIn(CommitCall call, Response answer) {
        switch (answer.get(0).toString()) {
            case "done", "applied" -> {
                rounds = new Rounds();
                thoughts.learn(call.plan());
                call.enqueued(undelivered);
                epoch.committed(answer.get(2).toLong());
                call.applied().accept(answer.get(1).toLong());
                return Future.succeededFuture(true);
            }
            case "differs" -> {
                for (int i = 1; i < answer.size(); i += 3) {
                    thoughts.correct(
                            call.plan(),
                            answer.get(i).toString(),
                            answer.get(i + 1).toInteger(),
                            answer.get(i + 2).toString());
                }
                rounds.lost();
                return goOn(() -> Future.succeededFuture(false));
            }
            case "turn" -> {
                rounds.refused();
                return goOn(() -> pause.apply(rounds.pauseMillis()).compose(over -> send(call)));
            }
            case "epoch" -> {
                return wiped();
            }
            case "newer" -> {
                return Format.refused(keys, answer.get(1));
            }
            default -> throw new IllegalStateException("commit: an answer that the script does not give");
        }
    }

    private Future<Boolean> goOn(Supplier<Future<Boolean>> another) {
        String fault = rounds.fault();
        if (fault == null) {
            return another.get();
        }
        rounds = new Rounds();
        return Future.failedFuture(fault);
    }
}
