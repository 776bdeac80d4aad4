package io.spendbell.counter;

import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;

/**
 * Something to be added to an account of a counter.
 *
 * @param entityId whose account it is
 * @param amount money, or a number of things as nano-dollars
 * @param fields whom the event concerns
 */
public record Count(Counter counter, String entityId, Usd amount, EntityFields fields) {

    /** One thing more. */
    public static Count one(Counter counter, String entityId, EntityFields fields) {
        return new Count(counter, entityId, new Usd(1), fields);
    }
}
