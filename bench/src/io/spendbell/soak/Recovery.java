package io.spendbell.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Waits until the daemon is well again, which it must be in time. */
record Recovery(Daemon daemon, List<Sender> senders, Findings findings) {
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(90);
    private static final Duration LAST_DELIVERIES = Duration.ofSeconds(180);

    /** Until it is ready and has acknowledged all that has been sent so far. */
    void await(String fault) throws InterruptedException {
        long end = System.nanoTime() + AFTER_A_FAULT.toNanos();
        while (!daemon.isReady()) {
            if (System.nanoTime() > end) {
                findings.add("not ready " + AFTER_A_FAULT.toSeconds() + " s after " + fault);
                return;
            }
            Thread.sleep(100);
        }
        for (Sender sender : senders) {
            if (!sender.awaitAcknowledged(sender.written(), AFTER_A_FAULT.toMillis())) {
                findings.add("no acknowledgement " + AFTER_A_FAULT.toSeconds() + " s after " + fault);
                return;
            }
        }
    }

    /** Until nothing is left to be posted. */
    void awaitRest() throws InterruptedException {
        long end = System.nanoTime() + LAST_DELIVERIES.toNanos();
        while (!isAtRest()) {
            if (System.nanoTime() > end) {
                findings.add("deliveries are left " + LAST_DELIVERIES.toSeconds() + " s after the end of all faults");
                return;
            }
            Thread.sleep(500);
        }
    }

    private boolean isAtRest() throws InterruptedException {
        try {
            return daemon.get("/v1/deliveries?limit=1").body().contains("\"deliveries\":[]");
        } catch (IOException e) {
            return false;
        }
    }
}
