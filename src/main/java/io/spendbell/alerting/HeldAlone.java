package io.spendbell.alerting;

import io.spendbell.store.Raise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much is in memory because it was decided without the store, from when it goes away until it has all that waited. Beyond a bound
 * nothing more is decided without it: what comes in waits, unacknowledged. Written by one thread; may be asked by any.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
final class HeldAlone {
    /** Of deliveries, about; what is decided together with the last is held too. */
    static final int MOST = 8_192;

    /**
     * Of what batches come to that wait for the store, over all of them, about. Each account, id and claim is held more than once: in
     * the batch, and in what is foreseen of the store; a line of two bytes a tag may ask for many.
     */
    static final int MOST_SEALED = 65_536;

    /** What a batch takes beside what it comes to. */
    private static final int A_BATCH = 8;

    private volatile int deliveries;
    private volatile int sealed;

    /** Takes note of what rang. */
    void raised(List<Raise> raises) {
        for (Raise raise : raises) {
            deliveries += raise.destinations().size();
        }
    }

    /**
     * Takes note of a batch that waits for the store.
     *
     * @param size how much it comes to
     */
    void sealed(int size) {
        sealed += A_BATCH + size;
    }

    boolean isFull() {
        return fault() != null;
    }

    /** Why nothing more is decided without the store, or null where more may be. */
    @Nullable
    String fault() {
        if (deliveries >= MOST) {
            return "what comes in waits for the store: " + deliveries
                    + " deliveries that were decided without it are in memory (expected: fewer than " + MOST + ")";
        }
        if (sealed >= MOST_SEALED) {
            return "what comes in waits for the store: " + sealed
                    + " accounts, ids and alerts that were decided without it are in memory (expected: fewer than "
                    + MOST_SEALED + ")";
        }
        return null;
    }

    int deliveries() {
        return deliveries;
    }

    /** Takes note that the store has all that waited. */
    void isOver() {
        deliveries = 0;
        sealed = 0;
    }
}
