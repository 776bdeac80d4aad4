package io.spendbell.store;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Where claims, outbox, ledger and ids live. Safe for use from any thread; futures complete on the caller's context where it
 * has one. No method throws; a failed future means that nothing of the request happened, except where a method says more.
 * Every {@code now} is the caller's clock: a store reads none.
 */
public interface Store {

    /** Makes the store ready; fails with {@link StoreUnusableException} where a person must act. */
    Future<Void> open();

    /** Finishes what was begun, then lets go of everything. A closed store is not opened again. */
    Future<Void> close();

    /**
     * Applies a batch as a whole: lets ids through once, adds to the ledger, has the new totals judged, claims what was found
     * and enqueues what was claimed. When the future succeeds, all of it is durable.
     *
     * @param judge is asked once for every account that grew or shrank, with its new total; must be pure, and may be called
     *     on the store's own thread, and again where an attempt is repeated
     */
    Future<CommitResult> commit(Batch batch, Judge judge);

    /** Gives a claim free, so that its rule may ring again. */
    Future<Void> release(AlertKey key);

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

    /** Forgets what has served its time: expired claims and ids, alerts older than 30 days, windows before the previous one. */
    Future<Void> sweep(Instant now);
}
