package io.spendbell.simulator;

import java.time.Duration;
import java.time.InstantSource;

/**
 * How a simulator is set up.
 *
 * @param port the port to listen on; 0 takes any that is free
 * @param interval the least time between two accepted messages of one webhook URL; zero paces nothing
 * @param tolerance how much less than {@code interval} still passes. Two requests that leave a second apart may arrive a
 *     little closer, and Slack tolerates more than that
 * @param clock what arrival times and the pace are measured by
 */
public record SimulatorOptions(int port, Duration interval, Duration tolerance, InstantSource clock) {

    /** “Posting messages: 1 per second”, <a href="https://docs.slack.dev/apis/web-api/rate-limits">Rate limits</a>. */
    public static final Duration SLACK_INTERVAL = Duration.ofSeconds(1);

    /** Any free port, one message a second, the system's clock. */
    public static final SimulatorOptions STRICT =
            new SimulatorOptions(0, SLACK_INTERVAL, Duration.ofMillis(100), InstantSource.system());

    public SimulatorOptions withPort(int newPort) {
        return new SimulatorOptions(newPort, interval, tolerance, clock);
    }

    /** Another pace, kept without tolerance. */
    public SimulatorOptions withInterval(Duration newInterval) {
        return new SimulatorOptions(port, newInterval, Duration.ZERO, clock);
    }

    /** Another clock, and no tolerance: a clock that tests turn does not jitter. */
    public SimulatorOptions withClock(InstantSource newClock) {
        return new SimulatorOptions(port, interval, Duration.ZERO, newClock);
    }
}
