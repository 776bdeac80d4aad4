package io.spendbell.store;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What rings if its claim is free. The store claims {@link #key}; only where that succeeds it asks for the alert itself, so
 * that a rule which rang long ago costs a look-up and no text.
 */
public interface Candidate {

    AlertKey key();

    /**
     * Whether the key's window is {@link AlertWindow#ROLLING} for want of knowledge: then the store claims it in the
     * entity's last known window that has not ended, where there is one.
     */
    boolean joinsKnownWindow();

    /**
     * What was claimed where this rang before its subject was known by its full name: where that is claimed, it is used up, once,
     * and this is claimed without ringing again. Null where it cannot have.
     *
     * @param asked the key that is about to be claimed, its window resolved
     */
    default @Nullable AlertKey mayHaveRungAs(AlertKey asked) {
        return null;
    }

    /**
     * The alert and whatever is claimed with it. Pure; called at most once for each attempt to commit.
     *
     * @param claimed the key that was claimed, its window resolved
     * @param isFree whether another key's claim was free until now
     */
    Raise raise(AlertKey claimed, Predicate<AlertKey> isFree);
}
