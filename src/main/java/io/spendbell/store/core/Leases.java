package io.spendbell.store.core;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which delivery, or what else is held by name, and until when. Leases are between the owners of one process and end with it, so they are kept
 * in memory; they outlive the tables where a file is opened anew. Confined to the store's thread.
 */
public final class Leases {
    private final Map<String, Lease> byDelivery = new HashMap<>();
    private final Map<String, Lease> byName = new HashMap<>();
    private final UndoLog undo = new UndoLog();

    private record Lease(String owner, Instant until) {}

    /** Lets all changes since the last call, or the last {@link #takeBack}, stand. */
    public void stand() {
        undo.forget();
    }

    /** Takes back all changes since the last {@link #stand}. */
    public void takeBack() {
        undo.backTo(0);
    }

    int mark() {
        return undo.mark();
    }

    void backTo(int mark) {
        undo.backTo(mark);
    }

    /** When the lease that runs on a delivery ends, whosever it is; null where none runs. */
    @Nullable
    Instant runsUntil(String delivery, Instant now) {
        Lease lease = byDelivery.get(delivery);
        return lease == null || !lease.until().isAfter(now) ? null : lease.until();
    }

    /** Whether the latest lease of a delivery is this owner's; it stays so after its end until somebody else takes over. */
    boolean isHeldBy(String delivery, String owner) {
        Lease lease = byDelivery.get(delivery);
        return lease != null && lease.owner().equals(owner);
    }

    void put(String delivery, String owner, Instant until) {
        noteUndo(delivery, byDelivery.put(delivery, new Lease(owner, until)));
    }

    void remove(String delivery) {
        noteUndo(delivery, byDelivery.remove(delivery));
    }

    /** Takes what has a name, or prolongs it; tells whether the owner has it now. */
    boolean acquire(String name, String owner, Instant now, Instant until) {
        Lease lease = byName.get(name);
        if (lease != null && !lease.owner().equals(owner) && lease.until().isAfter(now)) {
            return false;
        }
        byName.put(name, new Lease(owner, until));
        return true;
    }

    boolean giveUp(String name, String owner) {
        Lease lease = byName.get(name);
        return lease != null && lease.owner().equals(owner) && byName.remove(name, lease);
    }

    /** Lets all leases end so many milliseconds earlier. */
    void bringForward(long millis) {
        for (String delivery : List.copyOf(byDelivery.keySet())) {
            Lease lease = byDelivery.get(delivery);
            if (lease != null) {
                put(delivery, lease.owner(), lease.until().minusMillis(millis));
            }
        }
        byName.replaceAll(
                (name, lease) -> new Lease(lease.owner(), lease.until().minusMillis(millis)));
    }

    private void noteUndo(String delivery, @Nullable Lease before) {
        undo.add(() -> {
            if (before == null) {
                byDelivery.remove(delivery);
            } else {
                byDelivery.put(delivery, before);
            }
        });
    }
}
