package io.spendbell.ingest;

import io.spendbell.alerting.Intake;
import io.spendbell.event.Event;
import io.spendbell.ingest.spool.Spool;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * The intake of what its sender does not send again: it is durable in the store, or on disk where the store is away or goes away before it has taken it. All that
 * is handed over here has ids, so that what the store is given both ways counts once. Confined to its context.
 */
final class SpoolingIntake {
    private static final long LOOK_AGAIN_MILLIS = 250;

    private final Vertx vertx;
    private final Spool spool;
    private final Intake intake;
    private final IntakeBudget budget;

    SpoolingIntake(Vertx vertx, Spool spool, Intake intake, IntakeBudget budget) {
        this.vertx = vertx;
        this.spool = spool;
        this.intake = intake;
        this.budget = budget;
    }

    /**
     * Takes events. The future succeeds when they are durable; it fails where the disk or its room says no, or where the daemon stops.
     *
     * @param lines the same events, as the spool has them
     */
    Future<Intake.Reply> accept(List<Event> events, byte[] lines) {
        if (spool.isWanted()) {
            return spool.append(lines)
                    .map(Intake.Reply.ALL_ACCEPTED)
                    .recover(refused -> spool.isStoreAway() ? Future.failedFuture(refused) : intake.accept(events));
        }
        Promise<Intake.Reply> durable = Promise.promise();
        Future<Intake.Reply> stored = intake.accept(events);
        stored.onSuccess(durable::tryComplete).onFailure(durable::tryFail);
        lookAgain(lines, stored, durable);
        return durable.future();
    }

    /** The store may have gone before that was known: then they are in memory and still not durable. */
    private void lookAgain(byte[] lines, Future<Intake.Reply> stored, Promise<Intake.Reply> durable) {
        vertx.setTimer(LOOK_AGAIN_MILLIS, ignored -> {
            if (durable.future().isComplete()) {
                return;
            }
            if (!spool.isStoreAway()) {
                lookAgain(lines, stored, durable);
                return;
            }
            budget.take(lines.length);
            stored.onComplete(result -> budget.giveBack(lines.length));
            spool.append(lines)
                    .onSuccess(kept -> durable.tryComplete(Intake.Reply.ALL_ACCEPTED))
                    .onFailure(durable::tryFail);
        });
    }
}
