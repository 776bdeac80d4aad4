package io.spendbell.ingest.spool;

import io.spendbell.alerting.Intake;
import io.spendbell.event.Event;
import io.spendbell.ingest.IntakeBudget;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a spool's batches to the intake in order, as many at a time as may be under way, and has each forgotten once the store has it and all before it. While the
 * store is away those that are under way are decided on; the others wait on disk. Confined to the spool's context.
 */
public final class SpoolFeeder {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolFeeder.class);
    private static final long MOST_UNDER_WAY_BYTES = 1 << 19;
    private static final long PAUSE_MILLIS = 2_000;

    private final Vertx vertx;
    private final Intake intake;
    private final SpooledLines lines;
    private final IntakeBudget budget;
    private final Consumer<String> rejected;
    private final InstantSource clock;
    private final Deque<UnderWay> underWay = new ArrayDeque<>();
    private @Nullable Spool spool;
    private long underWayBytes;
    private boolean reading;
    private boolean waitsForRoom;
    private boolean ending;
    private SpoolFiles.@Nullable Mark takenUpTo;
    private int takenBatches;
    private boolean noting;
    private @Nullable Promise<Void> idle;

    private static final class UnderWay {
        private final SpoolFiles.Mark end;
        private boolean taken;

        UnderWay(SpoolFiles.Mark end) {
            this.end = end;
        }
    }

    /**
     * A feeder that has not begun.
     *
     * @param rejected is told of each event that was refused after all
     */
    public SpoolFeeder(
            Vertx vertx,
            Intake intake,
            SpooledLines lines,
            IntakeBudget budget,
            Consumer<String> rejected,
            InstantSource clock) {
        this.vertx = vertx;
        this.intake = intake;
        this.lines = lines;
        this.budget = budget;
        this.rejected = rejected;
        this.clock = clock;
    }

    void begin(Spool from) {
        spool = from;
        next();
    }

    /** Goes on where more may be under way. */
    void next() {
        Spool from = spool;
        if (from == null || ending || reading || underWayBytes >= MOST_UNDER_WAY_BYTES) {
            return;
        }
        if (budget.isExhausted()) {
            waitForRoom();
            return;
        }
        reading = true;
        from.read().onComplete(result -> {
            reading = false;
            if (result.failed()) {
                LOG.error(
                        "Spool: cannot be read, which is tried again: {}",
                        result.cause().toString());
                vertx.setTimer(PAUSE_MILLIS, ignored -> next());
            } else if (result.result() != null && !ending) {
                hand(result.result());
                next();
            }
            completeWhenIdle();
        });
    }

    private void waitForRoom() {
        if (!waitsForRoom) {
            waitsForRoom = true;
            budget.whenThereIsRoom(vertx.getOrCreateContext(), () -> {
                waitsForRoom = false;
                next();
            });
        }
    }

    private void hand(SpoolFiles.Frame frame) {
        UnderWay batch = new UnderWay(frame.end());
        long bytes = frame.bytes().length;
        underWay.add(batch);
        underWayBytes += bytes;
        budget.take(bytes);
        List<Event> events = lines.read(frame.bytes(), clock.instant(), rejected);
        intake.accept(events).onComplete(result -> {
            underWayBytes -= bytes;
            budget.giveBack(bytes);
            if (result.succeeded()) {
                result.result().rejections().forEach(each -> rejected.accept(each.reason()));
                batch.taken = true;
                forgetTaken();
                next();
            } else {
                // The daemon stops: whoever runs next goes on with it.
                ending = true;
                completeWhenIdle();
            }
        });
    }

    private void forgetTaken() {
        for (UnderWay first = underWay.peek(); first != null && first.taken; first = underWay.peek()) {
            takenUpTo = first.end;
            takenBatches++;
            underWay.remove();
        }
        note();
    }

    /** One note at a time: each waits for the disk, and the next one says what has come together meanwhile. */
    private void note() {
        SpoolFiles.Mark end = takenUpTo;
        Spool from = spool;
        if (noting || end == null || from == null) {
            return;
        }
        noting = true;
        takenUpTo = null;
        int batches = takenBatches;
        takenBatches = 0;
        from.done(end, batches).onComplete(result -> {
            noting = false;
            if (result.failed()) {
                LOG.error(
                        "Spool: what is done could not be noted; the next start hands it on again: {}",
                        result.cause().toString());
            }
            note();
            completeWhenIdle();
        });
    }

    /** Hands on nothing more. Completes when nothing is read or noted any more. */
    Future<Void> end() {
        ending = true;
        Promise<Void> promise = Promise.promise();
        idle = promise;
        completeWhenIdle();
        return promise.future();
    }

    private void completeWhenIdle() {
        if (idle != null && !reading && !noting) {
            idle.tryComplete();
        }
    }
}
