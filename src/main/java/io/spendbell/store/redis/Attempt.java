package io.spendbell.store.redis;

import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.CommitResult.Taken;
import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.Posting;
import io.spendbell.store.Raise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a batch has come. A batch that failed midway is gone on with where it stopped when it is handed in again. Confined
 * to one thread.
 */
final class Attempt {
    private final Batch batch;
    private final Deque<Part> left;
    private final Outcome[] outcomes;
    private final List<Raise> raised = new ArrayList<>();
    private final List<Taken> taken = new ArrayList<>();
    private final List<Posting> slicesAdded = new ArrayList<>();
    private long forgottenIds;
    private boolean wasSent;

    Attempt(Batch batch) {
        this.batch = batch;
        this.left = new ArrayDeque<>(Part.of(batch));
        this.outcomes = new Outcome[batch.entries().size()];
    }

    Batch batch() {
        return batch;
    }

    /** The part to be applied next; null where all are. */
    @Nullable
    Part next() {
        return left.peekFirst();
    }

    /** What is left of the batch, in one piece. */
    Batch rest() {
        return new Batch(
                batch.now(),
                left.stream()
                        .filter(part -> !part.isCorrection())
                        .flatMap(part -> part.entries().stream())
                        .toList());
    }

    /** Notes that the next part goes out. */
    void sent() {
        wasSent = true;
    }

    /** Whether anything of it may be in Redis. */
    boolean wasSent() {
        return wasSent;
    }

    /** Notes that the next part was applied. */
    void applied(CommitResult result, long forgotten) {
        Part part = left.removeFirst();
        raised.addAll(result.raised());
        taken.addAll(result.taken());
        forgottenIds += forgotten;
        if (part.isCorrection()) {
            return;
        }
        for (int i = 0; i < part.places().size(); i++) {
            outcomes[part.places().get(i)] = result.outcomes().get(i);
        }
        if (part.isSlice()) {
            sliceApplied(part);
        } else {
            slicesAdded.clear();
        }
    }

    /** Slices are refused together: those that were added are taken back, those to come are dropped. */
    private void sliceApplied(Part part) {
        int place = part.places().get(0);
        if (outcomes[place].isRefused()) {
            left.removeIf(other -> other.isSlice() && other.places().get(0) == place);
            if (!slicesAdded.isEmpty()) {
                Part.sliced(List.copyOf(slicesAdded), Part.MOST)
                        .forEach(some -> left.addFirst(Part.correction(some, place)));
            }
            slicesAdded.clear();
            return;
        }
        slicesAdded.addAll(part.entries().get(0).postings());
        Part next = left.peekFirst();
        if (next == null || !next.isSlice() || next.places().get(0) != place) {
            slicesAdded.clear();
        }
    }

    CommitResult result() {
        return new CommitResult(Arrays.asList(outcomes), raised, taken, forgottenIds);
    }
}
