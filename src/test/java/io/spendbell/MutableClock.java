package io.spendbell;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is turned. Safe for use from any thread. */
public final class MutableClock implements InstantSource {
    private volatile Instant now;

    public MutableClock(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    public void set(Instant time) {
        now = time;
    }

    /** Turned by one thread at a time. */
    public synchronized void advance(Duration by) {
        now = now.plus(by);
    }
}
