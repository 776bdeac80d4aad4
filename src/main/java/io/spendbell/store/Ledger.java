package io.spendbell.store;

import io.spendbell.alert.Sources;
import io.spendbell.event.Usd;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
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

    /** What an account has spent in a window. */
    record Balance(String source, String entityId, Instant windowStart, Usd spent) {}
}
