package io.spendbell.alerting;

import io.spendbell.event.Event;
import io.spendbell.store.Receipt;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that a way in handed over together, and how many of them a batch has taken in; the next batch takes the next ones.
 * Whoever handed them over is told once nothing of them waits. Confined to one thread.
 */
final class HandedOver {
    private final Decider decider;
    private final List<Event> events;
    private final List<Receipt> receipts;
    private final Promise<Intake.Reply> promise;
    private final List<Intake.Rejection> rejections = new ArrayList<>(0);
    private int taken;
    private int partsWaiting;

    /**
     * Events none of which is taken in yet.
     *
     * @param decider by the rules that were in force when they came
     * @param receipts one for each event, or none at all
     */
    HandedOver(Decider decider, List<Event> events, List<Receipt> receipts, Promise<Intake.Reply> promise) {
        this.decider = decider;
        this.events = events;
        this.receipts = receipts;
        this.promise = promise;
    }

    Decider decider() {
        return decider;
    }

    Event event(int index) {
        return events.get(index);
    }

    @Nullable
    Receipt receipt(int index) {
        return receipts.isEmpty() ? null : receipts.get(index);
    }

    /** Whether an event may share an entry with others. */
    boolean mayBeFolded(int index) {
        return receipts.isEmpty() && events.get(index).id() == null;
    }

    boolean hasMore() {
        return taken < events.size();
    }

    /** The index of the next event, which is taken in now. */
    int take() {
        return taken++;
    }

    /** How many were taken in. */
    int taken() {
        return taken;
    }

    /** Takes note that what a batch has just taken in waits for it. */
    void partWaits() {
        partsWaiting++;
    }

    /** Takes note that a part waits no more, and which of its events were rejected. */
    void partDone(List<Intake.Rejection> rejected) {
        rejections.addAll(rejected);
        partsWaiting--;
        answerIfDone();
    }

    /** Tells whoever handed them over, if all is taken in and nothing waits. */
    void answerIfDone() {
        if (!hasMore() && partsWaiting == 0) {
            rejections.sort(Comparator.comparingInt(Intake.Rejection::index));
            promise.tryComplete(
                    rejections.isEmpty() ? Intake.Reply.ALL_ACCEPTED : new Intake.Reply(List.copyOf(rejections)));
        }
    }

    void fail(Throwable cause) {
        promise.tryFail(cause);
    }
}
