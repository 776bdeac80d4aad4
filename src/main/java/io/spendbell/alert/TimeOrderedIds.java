package io.spendbell.alert;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;

/*
 * 48 bits of milliseconds, 4 of the version, 12 that count within the millisecond, 2 of the variant, 62 at random. The count
 * orders the ids of one maker, the random bits tell makers apart. Whatever the clock says, neither time nor count goes back;
 * where a millisecond's counts are used up the next one is begun early.
 */
/** Ids that rise with time. Safe for use from any thread. */
final class TimeOrderedIds implements AlertIds {
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int RANDOM_BITS = 62;
    private static final int COUNTS = 1 << 12;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private long millis;
    private int count;

    TimeOrderedIds(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String next() {
        long low = VARIANT | (random.nextLong() >>> (Long.SIZE - RANDOM_BITS));
        return new UUID(high(clock.millis()), low).toString();
    }

    private synchronized long high(long now) {
        if (now > millis) {
            millis = now;
            count = 0;
        } else if (++count == COUNTS) {
            millis++;
            count = 0;
        }
        return (millis << 16) | VERSION | count;
    }
}
