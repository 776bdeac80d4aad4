package io.spendbell.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One LLM call as LiteLLM logs it: a StandardLoggingPayload.
 *
 * @param id the call's id and its status, by which a repeat is recognised
 * @param time when the call ended
 * @param cost what it cost; nothing where it failed or was answered from a cache
 * @param costKnown whether LiteLLM could tell the cost; where it could not, {@code cost} is zero
 * @param budgets those of the key, the user and the team, as far as they are stated, this call's cost included
 */
public record CallEvent(
        @Nullable String id,
        @Nullable Instant time,
        EntityFields fields,
        Usd cost,
        boolean costKnown,
        List<BudgetEvent> budgets)
        implements Event {}
