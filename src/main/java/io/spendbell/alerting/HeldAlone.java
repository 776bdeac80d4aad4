package io.spendbell.alerting;

import io.spendbell.store.Raise;
import java.util.List;

/**
 * How many deliveries are in memory because they were decided without the store, from when it goes away until it has all that
 * waited. Beyond a bound nothing more is decided without it: what comes in waits, unacknowledged. Written by one thread; may be asked by any.
 */
final class HeldAlone {
    /** About; what is decided together with the last is held too. */
    static final int MOST = 8_192;

    private volatile int deliveries;

    /** Takes note of what rang. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void raised(List<Raise> raises) {
        for (Raise raise : raises) {
            deliveries += raise.destinations().size();
        }
    }

    boolean isFull() {
        return deliveries >= MOST;
    }

    int deliveries() {
        return deliveries;
    }

    /** Takes note that the store has all that waited. */
    void isOver() {
        deliveries = 0;
    }
}
