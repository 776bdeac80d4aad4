package io.spendbell.store;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where claims, outbox, ledger and ids live. Safe for use from any thread; futures complete on the caller's context where it
 * has one. No method throws; a failed future means that nothing of the request happened, except where a method says more.
 * Every {@code now} is the caller's clock: a store reads none. Times at which something ends or is due are kept to the
 * millisecond, rounded up, so that nothing happens too early.
 */
public interface Store {

    /**
     * Makes the store ready; fails with {@link StoreUnusableException} where a person must act. To be called once, and again only
     * where it failed with {@link StoreAwayException}: otherwise a store that could not be opened is closed.
     */
    Future<Void> open();

    /**
     * Finishes what was begun, then lets go of everything. A closed store is not opened again; closing it again does nothing.
     * Every other request to a store that is not open fails.
     */
    Future<Void> close();

    /**
     * Why the store cannot be reached at the moment, or takes nothing that is to be kept, as far as that is known; null where
     * nothing is wrong with it.
     */
    default @Nullable String fault() {
        return null;
    }

    /**
     * Why what was to be kept last could not be, whatever that was, in a store of this process; null once something was written
     * again. Another one says so by its {@link #fault}.
     */
    default @Nullable String writeFault() {
        return null;
    }

    /**
     * Applies a batch as a whole: lets receipts and ids through once, adds to the ledger, has the new totals judged, claims what was found
     * and enqueues what was claimed. When the future succeeds, all of it is durable.
     *
     * <p>A receipt that is let through is used up in the same step. A store in the Redis of the streams acknowledges the entry with
     * that ({@link #acknowledgesEntries}); another one remembers it for 30 days, or until it is told that the entry was
     * acknowledged.
     *
     * <p>Entries are applied in their order, and each sees what those before it did: their ids, totals, windows and claims.
     * Within an entry windows are learned first, then the judge's candidates are claimed in the postings' order, then the
     * entry's own. An id is remembered for the window of deduplication, from when the batch is handed in on, which a batch
     * that waited for the store may be long after its own time; it is not forgotten before ids of earlier batches are.
     *
     * <p>A store in another process may fail the future though the batch happened, or some of it: then the same batch, the
     * same object, is to be handed in again, and what happened already does not happen twice. Such a store may take a large
     * batch in parts, of which each happens as a whole; an entry is never parted, but for one without an id and a receipt,
     * which then is refused as a whole all the same.
     *
     * @param judge is asked once for every posting that was applied, with the total after it; must be pure, and may be called
     *     on the store's own thread, and again where an attempt is repeated. What it throws fails the batch
     * @param now what time it is when the batch is handed in, this time
     */
    Future<CommitResult> commit(Batch batch, Judge judge, Instant now);

    /** As the other one, for a batch that is handed in at its own time. */
    default Future<CommitResult> commit(Batch batch, Judge judge) {
        return commit(batch, judge, batch.now());
    }

    /**
     * Decides a batch that could not be committed by what this process knows, while the store has a {@link #fault()}: what rings is
     * in the outbox of this process until the store is back. The batch itself, the same object, is still to be committed;
     * what was decided here then neither rings nor is delivered again. A store in this process never needs it.
     *
     * @return what rang; nothing, and {@link Alone#decided} false, where the store has none
     */
    default Future<Alone> decideAlone(Batch batch, Judge judge) {
        return Future.succeededFuture(Alone.NOT_NEEDED);
    }

    /** What came of {@link #decideAlone}. */
    record Alone(boolean decided, List<Raise> raised) {
        public static final Alone NOT_NEEDED = new Alone(false, List.of());
    }

    /** Whether {@link #commit} acknowledges the entries of streams whose receipts it lets through. */
    default boolean acknowledgesEntries() {
        return false;
    }

    /** Forgets receipts whose entries were acknowledged after the commit, so that nobody hands them in again. */
    Future<Void> acknowledged(Collection<Receipt> receipts);

    /**
     * Which of these events' ids are remembered: those that a commit has let through within the window of deduplication, and perhaps
     * some whose time is over.
     */
    Future<Set<String>> seen(Collection<String> eventIds);

    /** Gives a claim free, so that its rule may ring again. */
    Future<Void> release(AlertKey key);

    /** An id of what is kept here, made once: another one says that the store was wiped or exchanged since. */
    Future<String> epoch();

    /**
     * Has somebody told, on any thread, each time that the store was found emptied or exchanged and has back what this process
     * remembers of it. A store in this process never is.
     */
    default void onWiped(Consumer<Wiped> listener) {}

    /**
     * Has somebody told, on any thread, of the id of each alert that is kept and found that it cannot be read, once. It is left out
     * of {@link #alerts}, and its deliveries are parked with the reason instead of leased; of what a later version may have
     * written that is so after some minutes.
     */
    default Future<Void> onUnreadable(Consumer<String> listener) {
        return Future.succeededFuture();
    }

    Outbox outbox();

    Ledger ledger();

    /** Alerts that were raised, newest first, from {@code offset}; at most {@code limit}. They are kept 30 days. */
    Future<List<Alert>> alerts(int offset, int limit);

    /**
     * Takes the next turn at a paced destination, whoever asks: turns of one {@code paceKey} are at least {@code interval}
     * apart and none lies before the end of a {@link #hold}.
     *
     * @return when the turn is; not before {@code now}
     */
    Future<Instant> reserveTurn(String paceKey, Instant now, Duration interval);

    /** Gives out no turn of that {@code paceKey} before {@code until}; a later end that is already set stays. */
    Future<Void> hold(String paceKey, Instant until);

    /**
     * Takes a lease by name, or prolongs it for the owner who has it: one owner among all replicas has it at a time. Between
     * replicas only the length of time counts, not what their clocks say.
     *
     * @return whether this owner has it now
     */
    Future<Boolean> acquire(String lease, String owner, Instant now, Instant until);

    /** Gives a lease back, if this owner has it. */
    Future<Void> giveUp(String lease, String owner);

    /**
     * Forgets what has served its time: claims, ids and known windows that are over, and alerts older than 30 days of which no
     * delivery is in the outbox. It does so in slices; what is left is for the next sweep. Windows of the ledger need none:
     * those before a posting's {@link Posting#previousWindowStart} are forgotten when the account's next window begins. For accounts see
     * {@link Ledger#closeOver}.
     */
    Future<Void> sweep(Instant now);
}
