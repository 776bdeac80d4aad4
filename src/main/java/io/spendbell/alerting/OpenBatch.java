package io.spendbell.alerting;

import io.spendbell.event.Event;
import io.spendbell.event.SpendEvent;
import io.spendbell.store.Batch;
import io.spendbell.store.Entry;
import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.Judge;
import io.spendbell.store.Receipt;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that wait for the next commit, folded as they come: each one with an id or a receipt has an entry of its
 * own, the others share one. Among corrections nothing is folded and all keep their order, since a total that rises and falls
 * must be judged at its height. Confined to one thread.
 */
final class OpenBatch {
    private static final String OVERFLOW = "cost: total out of range (expected: within ± 9.2 billion USD)";
    private static final String FAILED = "event: could not be judged (a fault of Spendbell's own; see its log)";

    private final Decider decider;
    private final List<Handed> handed = new ArrayList<>();
    private final List<Single> singles = new ArrayList<>();
    private EntryDraft folded = new EntryDraft(null, null);
    private boolean foldable = true;
    private boolean learns;
    private int events;

    OpenBatch(Decider decider) {
        this.decider = decider;
    }

    /** What a way in handed over, and whom to tell. */
    private record Handed(
            List<Event> events,
            List<Receipt> receipts,
            Promise<Intake.Reply> promise,
            List<Intake.Rejection> rejections) {

        @Nullable
        Receipt receipt(int index) {
            return receipts.isEmpty() ? null : receipts.get(index);
        }

        /** Whether an event may share an entry with others. */
        boolean mayBeFolded(int index) {
            return events.get(index).id() == null && receipts.isEmpty();
        }
    }

    /** One event with an entry of its own. */
    private record Single(Handed from, int index, EntryDraft draft) {
        void reject(String reason) {
            from.rejections().add(new Intake.Rejection(index, reason));
        }
    }

    /**
     * Takes events in.
     *
     * @param receipts one for each event, or none at all
     * @param mayPass whether what asks nothing of the store need not wait for this batch either
     * @return whether they wait for this batch; otherwise they are done with, and their promise is left alone
     */
    boolean add(
            List<Event> batch, List<Receipt> receipts, Promise<Intake.Reply> promise, Instant now, boolean mayPass) {
        Handed from = new Handed(batch, receipts, promise, new ArrayList<>(0));
        int askedBefore = folded.asked();
        int singlesBefore = singles.size();
        for (int i = 0; i < batch.size(); i++) {
            Event event = batch.get(i);
            foldable &= !isCorrection(event);
            if (!from.mayBeFolded(i)) {
                addSingle(from, i, now);
            } else if (foldable) {
                fold(event, now);
            }
        }
        boolean waits = !mayPass
                || learns
                || !foldable
                || folded.asked() > askedBefore
                || singles.size() > singlesBefore
                || !from.rejections().isEmpty();
        if (waits) {
            handed.add(from);
            events += batch.size();
        }
        return waits;
    }

    private static boolean isCorrection(Event event) {
        return event instanceof SpendEvent spend && spend.cost().isNegative();
    }

    private void fold(Event event, Instant now) {
        try {
            decider.decide(event, folded, now);
            learns |= folded.learns();
        } catch (RuntimeException | StackOverflowError e) {
            // Which events are at fault shows when each has an entry of its own.
            foldable = false;
        }
    }

    private void addSingle(Handed from, int index, Instant now) {
        Event event = from.events().get(index);
        Single single = new Single(from, index, new EntryDraft(event.id(), from.receipt(index)));
        if (succeeds(single, () -> decider.decide(event, single.draft(), now))) {
            learns |= single.draft().learns();
            singles.add(single);
        }
    }

    /** Whether deciding goes well; if not the event is rejected, and nothing else. */
    private boolean succeeds(Single single, Runnable deciding) {
        try {
            deciding.run();
            return true;
        } catch (ArithmeticException e) {
            single.reject(OVERFLOW);
        } catch (RuntimeException | StackOverflowError e) {
            decider.failed(e);
            single.reject(FAILED);
        }
        return false;
    }

    /** Whether it holds a window that was not known: events that came after rely on its being kept. */
    boolean learns() {
        return learns;
    }

    boolean isEmpty() {
        return handed.isEmpty();
    }

    int events() {
        return events;
    }

    /** The batch to be committed; nothing is added from now on. */
    Batch seal(Instant now) {
        foldable = foldable && finishFolded(now);
        if (!foldable) {
            singles.clear();
            handed.forEach(from -> from.rejections().clear());
            unfold(true, now);
        }
        List<Entry> entries = new ArrayList<>(singles.size() + 1);
        singles.removeIf(single -> !succeeds(single, () -> {
            decider.finish(single.draft(), now);
            entries.add(single.draft().toEntry());
        }));
        if (!folded.isEmpty()) {
            entries.add(folded.toEntry());
        }
        return new Batch(now, entries);
    }

    /** Whether what was added up for groups found its place in their accounts. */
    private boolean finishFolded(Instant now) {
        try {
            decider.finish(folded, now);
            return true;
        } catch (RuntimeException | StackOverflowError e) {
            return false;
        }
    }

    /** The judge of its totals, by the rules that it was decided by. */
    Judge judgeAt(Instant now) {
        return decider.judgeAt(now);
    }

    /**
     * Takes in what the batch came to.
     *
     * @return whether all is settled; otherwise the folded events must be sealed and committed again, one by one
     */
    boolean settle(List<Outcome> outcomes, AlertingMetrics metrics, Instant now) {
        for (int i = 0; i < singles.size(); i++) {
            settle(singles.get(i), outcomes.get(i), metrics);
        }
        boolean refused =
                outcomes.size() > singles.size() && outcomes.get(singles.size()).isRefused();
        singles.clear();
        if (refused) {
            unfold(false, now);
        } else {
            folded = new EntryDraft(null, null);
        }
        return !refused;
    }

    private void settle(Single single, Outcome outcome, AlertingMetrics metrics) {
        switch (outcome) {
            case APPLIED -> {}
            case DUPLICATE -> metrics.countDuplicate();
            case OVERFLOW -> {
                metrics.countOverflow();
                single.reject(OVERFLOW);
            }
            case FAILED -> single.reject(FAILED);
        }
        if (outcome.isRefused()) {
            decider.forgetKnown();
        }
    }

    /** Gives each event, or each of those that shared one, an entry of its own, in the order in which they came. */
    private void unfold(boolean all, Instant now) {
        foldable = true;
        folded = new EntryDraft(null, null);
        decider.forgetKnown();
        for (Handed from : handed) {
            for (int i = 0; i < from.events().size(); i++) {
                if (all || from.mayBeFolded(i)) {
                    addSingle(from, i, now);
                }
            }
        }
    }

    void acknowledge(AlertingMetrics metrics) {
        for (Handed from : handed) {
            from.rejections().stream()
                    .filter(rejection -> rejection.reason().equals(FAILED))
                    .forEach(rejection -> metrics.countUnforeseen(Unforeseen.EVENT));
            from.rejections().sort(Comparator.comparingInt(Intake.Rejection::index));
            from.promise()
                    .complete(
                            from.rejections().isEmpty()
                                    ? Intake.Reply.ALL_ACCEPTED
                                    : new Intake.Reply(List.copyOf(from.rejections())));
        }
    }

    void fail(Throwable cause) {
        handed.forEach(from -> from.promise().tryFail(cause));
    }
}
