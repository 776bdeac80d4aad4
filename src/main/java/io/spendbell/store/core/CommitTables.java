package io.spendbell.store.core;

import io.spendbell.store.Raise;
import io.spendbell.store.Receipt;
import java.time.Instant;

/** What a batch reads and writes. All changes must be noted in {@link #undo}. */
public interface CommitTables {
    UndoLog undo();

    AccountBook accounts();

    /** Claims by their keys' canonical text. */
    Expiries claims();

    /** Ends of gateways' windows by the text of their entities. */
    Expiries knownWindows();

    /** Uses up a receipt, and tells whether it was good. */
    boolean useUp(Receipt receipt, Instant now);

    /** Remembers an event's id, and tells whether it is new. */
    boolean addId(String id);

    /**
     * The raise of a claim as it stands: where the same claim was decided before without the store, with the alert of then. A
     * raise that came with its entry is the same whenever its batch is planned, and is not asked for.
     */
    default Raise asDecidedBefore(Raise raise) {
        return raise;
    }

    /** Whether a failure came from what keeps the tables, and not from the entry that was being applied. */
    default boolean areAtFault(Throwable failure) {
        return false;
    }

    /** Keeps an alert and puts its deliveries into the outbox. */
    void enqueue(Raise raise);
}
