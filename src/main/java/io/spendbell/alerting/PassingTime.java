package io.spendbell.alerting;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** A clock that is set once and goes by what passes from then on: it never steps. Safe for use from any thread. */
final class PassingTime implements InstantSource {
    private final LongSupplier nanoTime;
    private final Instant start;
    private final long startNanos;

    PassingTime(Instant start, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.start = start;
        this.startNanos = nanoTime.getAsLong();
    }

    /** What passes by a clock: the system's may be set; any other one is taken to show what it is to be. */
    static InstantSource by(InstantSource clock) {
        return clock.equals(InstantSource.system()) ? new PassingTime(clock.instant(), System::nanoTime) : clock;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanoTime.getAsLong() - startNanos);
    }
}
