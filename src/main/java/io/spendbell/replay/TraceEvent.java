package io.spendbell.replay;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to the daemon.
 *
 * @param json one line of JSON without its end
 * @param recorded when it happened as the trace says, not shifted; null where it does not say
 * @param cost what the event adds to spend, exact; null where it adds nothing
 * @param teamId whose team's spend it is; null where it says none
 */
record TraceEvent(
        String json,
        @Nullable Instant recorded,
        @Nullable BigDecimal cost,
        @Nullable String teamId) {}
