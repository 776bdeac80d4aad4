package io.spendbell.ingest;

import java.time.Duration;

/**
 * How often a stream is looked after.
 *
 * @param tick between two looks
 * @param claimable how long an entry was handed out when it may be claimed from its consumer; also how long after a loss of the
 *     connection nothing is claimed, so that owners that have lost theirs too come first
 * @param tidied between two times at which the stream is tidied up
 * @param forgotten how long a consumer with nothing pending was not heard of when it is forgotten
 */
public record StreamTimes(Duration tick, Duration claimable, Duration tidied, Duration forgotten) {
    public static final StreamTimes STANDARD =
            new StreamTimes(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofHours(1));
}
