package io.spendbell.ingest;

import io.spendbell.alerting.Intake.Rejection;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * What a connection still owes its client, in the order of the lines: batches that are not durable yet, and barriers that
 * are answered once all before them is settled. Confined to one thread.
 */
final class Acknowledgements {
    /** What a barrier takes besides its id, with the batch that it ends: it may have one event only. */
    private static final int BARRIER_BYTES = 512;

    private static final int BYTES_A_CHARACTER = 2;

    private final Queue<Owed> owed = new ArrayDeque<>();
    private final Answers answers;
    private final LateRejections lateRejections;
    private long rejectedSinceSync;
    private long accepted;
    private long rejectedLate;
    private long barrierBytes;

    /** Takes the answer to a barrier: what was accepted and rejected since the one before. */
    @FunctionalInterface
    interface Answers {
        void synced(String id, long accepted, long rejected);
    }

    /** Takes a rejection of an event that was valid in itself. */
    @FunctionalInterface
    interface LateRejections {
        void rejected(String error, long line);
    }

    private sealed interface Owed {}

    /** A batch that was handed over. */
    static final class Batch implements Owed {
        private final int events;
        private final long[] lines;
        private List<Rejection> rejections = List.of();
        private boolean settled;

        private Batch(int events, long[] lines) {
            this.events = events;
            this.lines = lines;
        }
    }

    private record Sync(String id, long rejectedBefore) implements Owed {
        long bytes() {
            return BARRIER_BYTES + (long) BYTES_A_CHARACTER * id.length();
        }
    }

    Acknowledgements(Answers answers, LateRejections lateRejections) {
        this.answers = answers;
        this.lateRejections = lateRejections;
    }

    /** A line was rejected as it was read. */
    void rejectedAtOnce() {
        rejectedSinceSync++;
    }

    /**
     * A batch was handed over.
     *
     * @param lines begins with the line number of each event
     */
    Batch batch(int events, long[] lines) {
        Batch batch = new Batch(events, lines);
        owed.add(batch);
        return batch;
    }

    /** A barrier was read. */
    void sync(String id) {
        Sync sync = new Sync(id, rejectedSinceSync);
        owed.add(sync);
        barrierBytes += sync.bytes();
        rejectedSinceSync = 0;
        answerWhatIsDue();
    }

    /** A batch is durable, but for the events that are named. */
    void settle(Batch batch, List<Rejection> rejections) {
        batch.rejections = rejections;
        batch.settled = true;
        answerWhatIsDue();
    }

    boolean areComplete() {
        return owed.isEmpty();
    }

    /** What the barriers take that wait to be answered, about. */
    long barrierBytes() {
        return barrierBytes;
    }

    /** Nothing is answered any more. */
    void giveUp() {
        owed.clear();
        barrierBytes = 0;
    }

    private void answerWhatIsDue() {
        Owed head = owed.peek();
        while (head instanceof Sync || (head instanceof Batch batch && batch.settled)) {
            owed.remove();
            if (head instanceof Sync sync) {
                barrierBytes -= sync.bytes();
                answers.synced(sync.id(), accepted, rejectedLate + sync.rejectedBefore());
                accepted = 0;
                rejectedLate = 0;
            } else if (head instanceof Batch batch) {
                take(batch);
            }
            head = owed.peek();
        }
    }

    private void take(Batch batch) {
        accepted += batch.events - batch.rejections.size();
        rejectedLate += batch.rejections.size();
        for (Rejection rejection : batch.rejections) {
            lateRejections.rejected(rejection.reason(), batch.lines[rejection.index()]);
        }
    }
}
