package io.spendbell.store.core;

import java.time.Duration;
import java.time.Instant;

/**
 * The latest time that callers have named, by which it shows when their clock was set back. Safe for use from any thread.
 */
public final class LatestTime {
    /** Callers are told apart by less than this, and a clock that is set back by less is not worth noticing. */
    static final Duration DISORDER = Duration.ofSeconds(30);

    private static final long NONE = Long.MIN_VALUE;

    private long latest = NONE;

    /** By how many milliseconds the clock was set back since the call before; 0 where it was not. */
    public synchronized long setBackAt(Instant now) {
        long millis = now.toEpochMilli();
        if (latest != NONE && millis < latest - DISORDER.toMillis()) {
            long by = latest - millis;
            latest = millis;
            return by;
        }
        latest = Math.max(latest, millis);
        return 0;
    }

    /** Whether {@link #setBackAt} will notice that the clock was set back; where it was not, this time is taken note of. */
    synchronized boolean isSetBackAt(Instant now) {
        boolean isSetBack = latest != NONE && now.toEpochMilli() < latest - DISORDER.toMillis();
        if (!isSetBack) {
            learn(now.toEpochMilli());
        }
        return isSetBack;
    }

    /** Takes back what {@link #setBackAt} has noticed, so that the next call notices it again. */
    public synchronized void forgetSetBack(long by) {
        latest += by;
    }

    synchronized void learn(long millis) {
        latest = Math.max(latest, millis);
    }

    synchronized long millis() {
        return latest;
    }
}
