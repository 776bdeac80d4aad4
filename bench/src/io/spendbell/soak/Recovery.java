package io.spendbell.soak;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Waits until the daemons are well again, which they must be in time.
 *
 * @param stream null where there is none
 */
record Recovery(Replicas replicas, Load load, Stream stream, Findings findings) {
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\",\"destination\"");
    private static final int PAGE = 1_000;

    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(90);
    private static final Duration LAST_DELIVERIES = Duration.ofSeconds(180);

    /** Until they are ready and have acknowledged all that has been sent so far. */
    void await(String fault) throws InterruptedException {
        long end = System.nanoTime() + AFTER_A_FAULT.toNanos();
        while (!replicas.areReady()) {
            if (System.nanoTime() > end) {
                findings.add("not ready " + AFTER_A_FAULT.toSeconds() + " s after " + fault);
                return;
            }
            Thread.sleep(100);
        }
        if (!load.awaitAcknowledged(AFTER_A_FAULT.toMillis())) {
            findings.add("no acknowledgement " + AFTER_A_FAULT.toSeconds() + " s after " + fault);
        }
    }

    /** Until the stream has nothing that was not counted. */
    void awaitStream() throws InterruptedException {
        long end = System.nanoTime() + AFTER_A_FAULT.toNanos();
        while (stream != null && !isStreamDrained()) {
            if (System.nanoTime() > end) {
                findings.add("the stream is not read to its end after " + AFTER_A_FAULT.toSeconds() + " s of silence");
                return;
            }
            Thread.sleep(200);
        }
    }

    private boolean isStreamDrained() {
        try {
            return stream.isDrained();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether an alert that was raised before then is still to be posted; also where that cannot be learned. */
    boolean isLeftFromBefore(Instant then) throws InterruptedException {
        try {
            String left = replicas.ask(daemon -> daemon.get("/v1/deliveries?limit=" + PAGE))
                    .body();
            List<String> ids =
                    ID.matcher(left).results().map(found -> found.group(1)).toList();
            return !left.contains("\"deliveries\"")
                    || ids.size() == PAGE
                    || ids.stream().anyMatch(id -> Arrivals.raisedAt(id).isBefore(then));
        } catch (IOException e) {
            return true;
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

    /** Whether nothing is left to be posted; not where that cannot be learned. */
    boolean isAtRest() throws InterruptedException {
        try {
            return replicas.ask(daemon -> daemon.get("/v1/deliveries?limit=1"))
                    .body()
                    .contains("\"deliveries\":[]");
        } catch (IOException e) {
            return false;
        }
    }
}
