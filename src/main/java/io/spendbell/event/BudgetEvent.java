package io.spendbell.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A budget's status as a gateway knows it ({@code "event":"budget"}).
 *
 * @param type the budget alert type's name, such as {@code token_budget}
 * @param entity whose budget it is, as the type reads it from the fields
 * @param spend what the gateway says is spent
 * @param maxBudget the hard limit, null where the gateway named none
 * @param softBudget the soft limit, null where the gateway named none
 * @param resetAt when the budget's window ends, to the second; null where the gateway did not say
 * @param projectedSpend what the gateway expects to be spent by the window's end
 * @param projectedExceededDate when the gateway expects the limit to be reached, in its own words
 */
public record BudgetEvent(
        @Nullable String id,
        @Nullable Instant time,
        String type,
        Entity entity,
        EntityFields fields,
        Usd spend,
        @Nullable Usd maxBudget,
        @Nullable Usd softBudget,
        @Nullable Instant resetAt,
        @Nullable Usd projectedSpend,
        @Nullable String projectedExceededDate)
        implements Event {

    /** The same, known by an id and with a time. */
    public BudgetEvent named(String ownId, Instant ownTime) {
        return new BudgetEvent(
                ownId,
                ownTime,
                type,
                entity,
                fields,
                spend,
                maxBudget,
                softBudget,
                resetAt,
                projectedSpend,
                projectedExceededDate);
    }
}
