package io.spendbell.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An LLM call's beginning or end: a {@code request} event, or LiteLLM's StandardLoggingPayload.
 *
 * @param id the call's id and its status, by which a repeat is recognised
 * @param time when the call began, if it is that which is told, else when it ended
 * @param cost what it cost, which may be something though it failed; nothing where it was answered from a cache
 * @param costKnown whether LiteLLM could tell the cost of a success that costs something; where it could not, {@code cost} is zero
 * @param budgets those of the key, the user and the team, as far as they are stated, this call's cost included
 * @param course how it went
 */
public record CallEvent(
        @Nullable String id,
        @Nullable Instant time,
        EntityFields fields,
        Usd cost,
        boolean costKnown,
        List<BudgetEvent> budgets,
        CallCourse course)
        implements Event {}
