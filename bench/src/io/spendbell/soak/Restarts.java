package io.spendbell.soak;

import java.time.Duration;

/**
 * When the daemon may be restarted: all the time but for the middle of the run, in which one process lives for long enough to
 * show whether its memory is flat.
 *
 * @param begun the beginning of the run by {@link System#nanoTime}
 */
record Restarts(long begun, Duration time) {
    private static final double REST_FROM = 0.3;
    private static final double REST_UNTIL = 0.7;

    boolean mayHappen() {
        double part = (double) (System.nanoTime() - begun) / time.toNanos();
        return part < REST_FROM || part > REST_UNTIL;
    }
}
