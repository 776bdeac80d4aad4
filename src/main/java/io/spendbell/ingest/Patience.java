package io.spendbell.ingest;

import java.time.Duration;

/**
 * How long a client is waited for before it is closed.
 *
 * @param reply for reading its replies
 * @param line for ending a line that it has begun
 * @param token for showing its token, where one is asked for
 */
public record Patience(Duration reply, Duration line, Duration token) {
    public static final Patience STANDARD =
            new Patience(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(10));
    private static final long MOST_MILLIS_BETWEEN_LOOKS = 1_000;

    /** How often it is looked at who is out of time, in milliseconds. */
    long betweenLooks() {
        long shortest = Math.min(line.toMillis(), token.toMillis());
        return Math.max(1, Math.min(MOST_MILLIS_BETWEEN_LOOKS, shortest / 4));
    }
}
