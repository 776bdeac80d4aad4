package io.spendbell.traffic;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.counter.Counting;
import io.spendbell.event.CallEvent;
import io.spendbell.event.CallFailure;
import io.spendbell.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Errors that come so close together that something is out of service. Safe for use from any thread. */
public sealed interface Outages extends Counting permits DeploymentOutages, RegionOutages {
    /** So long without an error ends an outage; a gateway lets a failing deployment rest for less. */
    Duration QUIET = Duration.ofMinutes(10);

    int TIMEOUT = 408;
    int FIRST_OF_SERVER = 500;

    /**
     * How many errors are an outage.
     *
     * @param burst within which time, in whole seconds
     */
    record Limits(int minor, int major, Duration burst) {}

    AlertType type();

    /** The counter whose newest windows tell when each account had its last error. */
    String source();

    /** When an outage is over whose account has no window after the one that starts there. */
    Instant overAt(Instant windowStart);

    /** What an outage of that account has claimed: to be released when it is over. */
    List<AlertKey> keys(String account);

    /** The status of an error that speaks for an outage; null where an event tells of none. */
    static @Nullable Integer errorOf(Event event) {
        CallFailure failure = event instanceof CallEvent call ? call.course().failure() : null;
        Integer status = failure == null || failure.cause() != CallFailure.Cause.CALL ? null : failure.statusCode();
        return status != null && (status == TIMEOUT || status >= FIRST_OF_SERVER) ? status : null;
    }
}
