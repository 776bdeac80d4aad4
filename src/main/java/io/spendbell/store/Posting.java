package io.spendbell.store;

import io.spendbell.alert.Sources;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import java.time.Instant;

/**
 * An amount that is added to one account's total of one window.
 *
 * @param source the configured budget's name, or that of something internal ({@link Sources#isInternal}); an account is one source and one entity's id
 * @param entityId whose account it is
 * @param windowStart which window's total grows; {@link Instant#EPOCH} for a budget that never resets
 * @param currentWindowStart the window that is open now, in which a new account opens with {@code opening}
 * @param previousWindowStart the oldest window that is kept, for a budget the one before; when the account's next window begins, what is older is forgotten
 * @param amount what is added; a negative amount is a correction
 * @param opening what an account that did not exist begins with
 * @param maxAccounts how many accounts the source may have; what would be one more goes to {@link #OTHER}
 * @param fields whom the latest event among those added up concerns
 * @param occurredAt when that event happened
 */
public record Posting(
        String source,
        String entityId,
        Instant windowStart,
        Instant currentWindowStart,
        Instant previousWindowStart,
        Usd amount,
        Usd opening,
        int maxAccounts,
        EntityFields fields,
        Instant occurredAt) {

    /** The account of all whom a source has no account left for; it opens with nothing and does not count as one. */
    public static final String OTHER = Sources.OTHER;
}
