package io.spendbell.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One thing that somebody told Spendbell; valid in itself. */
public sealed interface Event
        permits BudgetEvent, SpendEvent, CallEvent, AlertEvent, GatewayEvent, QuietEvent, SyncEvent {

    /** The sender's id, by which a repeat is recognised; null where the sender gave none. */
    @Nullable
    String id();

    /** When it happened; null means now. */
    @Nullable
    Instant time();
}
