package io.spendbell.store;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of failures that nobody foresaw, which are faults of Spendbell's own: where each came from, but not what it says, which may be
 * foreign text. At most one in ten seconds, and how many there were. Safe for use from any thread.
 */
public final class FaultLog {
    private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST_FRAMES = 12;

    private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - INTERVAL_NANOS);
    private final AtomicLong untold = new AtomicLong();

    /**
     * Tells of a failure, unless one was told of just now.
     *
     * @param what what came of it
     */
    public void tell(String what, Throwable failure) {
        LOG.debug("{}", what, failure);
        long failures = untold.incrementAndGet();
        long last = toldAt.get();
        long now = System.nanoTime();
        if (now - last >= INTERVAL_NANOS && toldAt.compareAndSet(last, now)) {
            untold.addAndGet(-failures);
            LOG.error("{}, which is a fault of Spendbell's own ({} of this kind): {}", what, failures, origin(failure));
        }
    }

    private static String origin(Throwable failure) {
        return failure.getClass().getName()
                + Arrays.stream(failure.getStackTrace())
                        .limit(MOST_FRAMES)
                        .map(frame -> " at " + frame)
                        .collect(Collectors.joining());
    }
}
