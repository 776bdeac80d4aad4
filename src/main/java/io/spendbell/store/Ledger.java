package io.spendbell.store;

import io.spendbell.alert.Sources;
import io.spendbell.event.Usd;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What each account has spent. */
public interface Ledger {

    /**
     * Totals in the order of source, entity and window.
     *
     * @param source of this one only, or null for all configured budgets and those that were, but nothing that is internal
     *     ({@link Sources#isInternal})
     * @param after the last one of the page before, or null for the first page
     */
    Future<List<Balance>> balances(@Nullable String source, @Nullable Balance after, int limit);

    /** How many accounts a source has, {@link Posting#OTHER} not counted. */
    Future<Integer> accounts(String source);

    /**
     * Closes accounts of what the ledger counts for itself ({@link Sources#isInternal}), of a slice of these: those without a window that
     * began at or after a time, which nothing is added to any more. Their places are free for others then. Whatever is added to meanwhile
     * stays.
     *
     * @param keptSince since when windows of a source are kept; pure, and may be called on the store's own thread
     * @param after where the slice before has ended, or null for the first one
     * @return where this one has ended, or null where it was the last
     */
    Future<@Nullable String> closeOver(Function<String, Instant> keptSince, @Nullable String after);

    /** What an account has spent in a window. */
    record Balance(String source, String entityId, Instant windowStart, Usd spent) {}
}
