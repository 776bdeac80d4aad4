package io.spendbell.store.core;

import java.util.ArrayList;
import java.util.List;

/** How to take back, latest first, what was changed since a mark. Confined to one thread. */
public final class UndoLog {
    private final List<Runnable> steps = new ArrayList<>();
    private long timesGoneBack;

    /** Notes how a change that was just made is taken back; a change made meanwhile by the step itself is not noted. */
    public void add(Runnable undo) {
        steps.add(undo);
    }

    /** A place to go back to. */
    public int mark() {
        return steps.size();
    }

    public void backTo(int mark) {
        timesGoneBack += steps.size() > mark ? 1 : 0;
        while (steps.size() > mark) {
            steps.remove(steps.size() - 1).run();
        }
    }

    /** How often something was taken back: what was read before the last time may be true no more. */
    long timesGoneBack() {
        return timesGoneBack;
    }

    /** Lets all changes stand. */
    public void forget() {
        steps.clear();
    }
}
