package io.spendbell.store.core;

import java.util.ArrayList;
import java.util.List;

/** How to take back, latest first, what was changed since a mark. Confined to one thread. */
final class UndoLog {
    private final List<Runnable> steps = new ArrayList<>();

    /** Notes how a change that was just made is taken back; a change made meanwhile by the step itself is not noted. */
    void add(Runnable undo) {
        steps.add(undo);
    }

    /** A place to go back to. */
    int mark() {
        return steps.size();
    }

    void backTo(int mark) {
        while (steps.size() > mark) {
            steps.remove(steps.size() - 1).run();
        }
    }

    /** Lets all changes stand. */
    void forget() {
        steps.clear();
    }
}
