package io.spendbell.store.core;

import java.util.ArrayList;
import java.util.List;

/** How to take back, latest first, what was changed since a mark. Confined to one thread. */
public final class UndoLog {
    private final List<Runnable> steps = new ArrayList<>();

    /** Notes how a change that was just made is taken back; a change made meanwhile by the step itself is not noted. */
    public void add(Runnable undo) {
        steps.add(undo);
    }

    /** A place to go back to. */
    public int mark() {
        return steps.size();
    }

    public void backTo(int mark) {
        while (steps.size() > mark) {
            steps.remove(steps.size() - 1).run();
        }
    }

    /** Lets all changes stand. */
    public void forget() {
        steps.clear();
    }
}
