package io.spendbell.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with jitter: after each failure twice as long as before, up to a cap, and of that a random share between
 * half and all, so that many who failed together do not come back together. See
 * "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * @param first the longest pause after the first failure
 * @param longest the longest pause of all
 */
record Backoff(Duration first, Duration longest) {
    static final Backoff STANDARD = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

    private static final int MOST_DOUBLINGS = 30;

    /**
     * The pause after so many failures in a row.
     *
     * @param failures at least one
     */
    Duration pause(int failures, RandomGenerator random) {
        long doubled = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        long most = doubled <= 0 ? longest.toMillis() : Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(random.nextLong(most / 2, most + 1));
    }
}
