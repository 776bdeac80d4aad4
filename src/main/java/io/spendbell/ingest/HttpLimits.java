package io.spendbell.ingest;

import java.time.Duration;

/**
 * How long things may take over HTTP.
 *
 * @param body for a request's body to come, while it is read
 * @param room for room to be made where as much is under way as may be
 * @param commit for a request's events to be stored, once its body is read
 * @param farewell for the rest of a body to be thrown away where the request was answered before its end
 */
public record HttpLimits(Duration body, Duration room, Duration commit, Duration farewell) {
    public static final HttpLimits STANDARD = new HttpLimits(
            Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(2));
}
