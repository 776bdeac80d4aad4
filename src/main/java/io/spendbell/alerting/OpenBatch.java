package io.spendbell.alerting;

import io.spendbell.event.Event;
import io.spendbell.event.SpendEvent;
import io.spendbell.store.Batch;
import io.spendbell.store.Entry;
import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.Judge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Events that wait for the next commit, folded as they come: each one with an id or a receipt has an entry of its
 * own, the others share one. Among corrections nothing is folded and all keep their order, since a total that rises and falls
 * must be judged at its height. What it asks of the store is bounded, however much each event asks for: beyond that it is full.
 * Confined to one thread.
 */
final class OpenBatch {
    private static final String OVERFLOW = "cost: total out of range (expected: within ± 9.2 billion USD)";
    private static final String FAILED = "event: could not be judged (a fault of Spendbell's own; see its log)";

    /** What a batch may ask of the store at most, about: a call with many tags asks for an account of each. */
    private static final int MOST_ASKED = 32_768;

    /** What a batch may hold at most, about, after what could be added up was. */
    private static final int MOST_HELD = 8_192;

    private final Decider decider;
    private final List<Part> parts = new ArrayList<>();
    private final List<Single> singles = new ArrayList<>();
    private EntryDraft folded = new EntryDraft(null, null);
    private boolean foldable = true;
    private boolean learns;
    private int askedBySingles;
    private int heldBySingles;
    private int events;

    OpenBatch(Decider decider) {
        this.decider = decider;
    }

    /** Events that were handed over together and wait for this batch, from one index to before another. */
    private static final class Part {
        final HandedOver from;
        final int begin;
        final List<Intake.Rejection> rejections = new ArrayList<>(0);
        int end;

        Part(HandedOver from) {
            this.from = from;
            this.begin = from.taken();
            this.end = begin;
        }
    }

    /** One event with an entry of its own. */
    private record Single(Part part, int index, EntryDraft draft) {
        void reject(String reason) {
            part.rejections.add(new Intake.Rejection(index, reason));
        }
    }

    /** Whether it takes in some of what was handed over: there is room, and it is decided by the same rules. */
    boolean takes(HandedOver from) {
        return !isFull() && decider == from.decider();
    }

    private boolean isFull() {
        return folded.asked() + askedBySingles >= MOST_ASKED || size() >= MOST_HELD;
    }

    /**
     * Takes events in, as many as there is room for.
     *
     * @param mayPass whether what asks nothing of the store need not wait for this batch either
     * @return whether they wait for this batch; otherwise they are done with
     */
    boolean add(HandedOver from, Instant now, boolean mayPass) {
        Part part = new Part(from);
        parts.add(part);
        int askedBefore = folded.asked();
        int singlesBefore = singles.size();
        while (from.hasMore() && !isFull()) {
            part.end++;
            add(part, from.take(), now);
        }
        boolean waits = !mayPass
                || learns
                || !foldable
                || folded.asked() > askedBefore
                || singles.size() > singlesBefore
                || !part.rejections.isEmpty();
        if (waits) {
            from.partWaits();
            events += part.end - part.begin;
        } else {
            parts.remove(parts.size() - 1);
        }
        return waits;
    }

    private void add(Part part, int index, Instant now) {
        Event event = part.from.event(index);
        if (foldable && isCorrection(event)) {
            unfoldAll(now);
        } else if (!foldable || !part.from.mayBeFolded(index)) {
            addSingle(part, index, now);
        } else {
            fold(event, now);
        }
    }

    private static boolean isCorrection(Event event) {
        return event instanceof SpendEvent spend && spend.cost().isNegative();
    }

    /** Which events are at fault where one cannot be folded shows when each has an entry of its own. */
    private void fold(Event event, Instant now) {
        try {
            decider.decide(event, folded, now);
            learns |= folded.learns();
        } catch (RuntimeException | StackOverflowError e) {
            unfoldAll(now);
        }
    }

    private void addSingle(Part part, int index, Instant now) {
        Event event = part.from.event(index);
        Single single = new Single(part, index, new EntryDraft(event.id(), part.from.receipt(index)));
        if (succeeds(single, () -> decider.decide(event, single.draft(), now))) {
            learns |= single.draft().learns();
            askedBySingles += 1 + single.draft().asked();
            heldBySingles += 1 + single.draft().size();
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

    /** How much it holds, after what could be added up was. */
    int size() {
        return folded.size() + heldBySingles;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    int events() {
        return events;
    }

    /** The batch to be committed; nothing is added from now on. */
    Batch seal(Instant now) {
        if (foldable && !finishFolded(now)) {
            unfoldAll(now);
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

    /** Gives each event an entry of its own, in the order in which they came; those to come get one too. */
    private void unfoldAll(Instant now) {
        foldable = false;
        singles.clear();
        askedBySingles = 0;
        heldBySingles = 0;
        parts.forEach(part -> part.rejections.clear());
        unfold(true, now);
    }

    /** Gives each event, or each of those that shared one, an entry of its own, in the order in which they came. */
    private void unfold(boolean all, Instant now) {
        folded = new EntryDraft(null, null);
        decider.forgetKnown();
        for (Part part : parts) {
            for (int i = part.begin; i < part.end; i++) {
                if (all || part.from.mayBeFolded(i)) {
                    addSingle(part, i, now);
                }
            }
        }
    }

    void acknowledge(AlertingMetrics metrics) {
        for (Part part : parts) {
            part.rejections.stream()
                    .filter(rejection -> rejection.reason().equals(FAILED))
                    .forEach(rejection -> metrics.countUnforeseen(Unforeseen.EVENT));
            part.from.partDone(part.rejections);
        }
    }

    void fail(Throwable cause) {
        parts.forEach(part -> part.from.fail(cause));
    }
}
