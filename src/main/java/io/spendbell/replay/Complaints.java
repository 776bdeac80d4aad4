package io.spendbell.replay;

import java.util.function.Consumer;

/** Passes the first few messages on and counts the rest. Safe for use from any thread. */
final class Complaints {
    static final int SHOWN = 5;

    private final Consumer<String> shown;
    private long count;

    Complaints(Consumer<String> shown) {
        this.shown = shown;
    }

    synchronized void add(String message) {
        count++;
        if (count <= SHOWN) {
            shown.accept(message);
        }
    }

    synchronized long count() {
        return count;
    }

    /**
     * Says how many were not shown, if any were not.
     *
     * @param known how many there were as others counted, who may know of more
     */
    synchronized void close(long known) {
        long all = Math.max(count, known);
        if (all > SHOWN) {
            shown.accept("… and " + (all - SHOWN) + " more");
        }
    }
}
