package io.spendbell.store.redis;

import org.jspecify.annotations.Nullable;

/**
 * How often a part came in vain to Redis, and what follows of it: that it asks for a turn, how long it waits for those of others,
 * and that its batch fails for now, and has to be handed in again. Confined to one thread.
 */
final class Rounds {
    /** Those as near to Redis as the others have come through by then, at their full speed. */
    private static final int BEFORE_A_TURN = 3;

    private static final int MOST_LOST = 200;

    /** A dozen turns of processes that have died in them. */
    private static final int MOST_REFUSED = 1_000;

    private static final long LONGEST_PAUSE_MILLIS = 16;

    private int lost;
    private int refused;
    private int refusedInARow;

    /** Something else was there than it was planned on: it is planned anew. */
    void lost() {
        lost++;
        refusedInARow = 0;
    }

    /** It was somebody else's turn: it waits, and comes again as it is. */
    void refused() {
        refused++;
        refusedInARow++;
    }

    /** Whether the others are to wait for it, should it come in vain once more. */
    boolean askForTurn() {
        return lost + refused >= BEFORE_A_TURN;
    }

    /** How long it waits after it was refused: short at first, because a turn is as short as the way to Redis and back. */
    long pauseMillis() {
        return Math.min(LONGEST_PAUSE_MILLIS, 1L << Math.min(refusedInARow - 1, 30));
    }

    /** Why it is given up; null as long as it is not. */
    @Nullable
    String fault() {
        if (lost >= MOST_LOST) {
            return "commit: planned " + MOST_LOST + " times (expected: to be applied some time)";
        }
        return refused >= MOST_REFUSED
                ? "commit: waited " + MOST_REFUSED + " times for others' turns (expected: to have one some time)"
                : null;
    }
}
