package io.spendbell.ingest;

import io.spendbell.alerting.Intake;
import io.spendbell.event.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An intake that a test holds in its hands: it accepts everything, at once or when it is let. */
final class HeldIntake implements Intake {
    final Queue<Event> taken = new ConcurrentLinkedQueue<>();
    final Queue<Promise<Intake.Reply>> held = new ConcurrentLinkedQueue<>();
    volatile boolean holds;
    private final Vertx vertx;

    HeldIntake(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Future<Intake.Reply> accept(List<Event> events) {
        taken.addAll(events);
        if (!holds) {
            return Future.succeededFuture(Intake.Reply.ALL_ACCEPTED);
        }
        Promise<Intake.Reply> promise = onCallersContext();
        held.add(promise);
        return promise.future();
    }

    /** A promise whose future completes as an intake's must. */
    Promise<Intake.Reply> onCallersContext() {
        return ((ContextInternal) vertx.getOrCreateContext()).promise();
    }

    /** Accepts what is held, and holds no more. */
    void letGo() {
        holds = false;
        held.forEach(each -> each.complete(Intake.Reply.ALL_ACCEPTED));
        held.clear();
    }
}
