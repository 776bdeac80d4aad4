package io.spendbell.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * One accepted message an interval for each webhook URL, as {@code 429} enforces it: <a
 * href="https://docs.slack.dev/apis/web-api/rate-limits">Rate limits</a>. Slack lets short bursts pass without promising it;
 * this lets none pass. Not safe for use from several threads.
 */
final class SlackPace {
    private final Duration interval;
    private final Duration tolerance;
    private final Map<String, Instant> lastAccepted = new HashMap<>();

    SlackPace(Duration interval, Duration tolerance) {
        this.interval = interval;
        this.tolerance = tolerance;
    }

    /** How long a message at {@code now} is too early, zero where it may pass. */
    Duration early(String url, Instant now) {
        Instant last = lastAccepted.get(url);
        if (last == null || !now.isBefore(last.plus(interval).minus(tolerance))) {
            return Duration.ZERO;
        }
        return Duration.between(now, last.plus(interval));
    }

    void accepted(String url, Instant now) {
        lastAccepted.put(url, now);
    }

    /** A wait as {@code Retry-After} states it: whole seconds, rounded up. */
    static long retryAfterSeconds(Duration wait) {
        return wait.plusNanos(999_999_999).toSeconds();
    }
}
