package io.spendbell.ingest;

import io.vertx.core.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of events may be under way together, over all connections: taken in and not acknowledged yet. A source
 * that meets the bound waits, and is woken when there is room. Safe for use from any thread.
 */
public final class IntakeBudget {
    /** What one read of a socket brings at most. */
    private static final long CHUNK_BYTES = 65_536;

    private final long limit;
    private final AtomicLong underWay = new AtomicLong();
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();

    private record Waiter(Context context, Runnable wake) {}

    public IntakeBudget(long limitBytes) {
        this.limit = limitBytes;
    }

    /** Counts bytes that are in memory already. */
    void take(long bytes) {
        underWay.addAndGet(bytes);
    }

    void giveBack(long bytes) {
        if (underWay.addAndGet(-bytes) < limit) {
            wakeSome();
        }
    }

    boolean isExhausted() {
        return underWay.get() >= limit;
    }

    public long bytesUnderWay() {
        return underWay.get();
    }

    /** Runs {@code wake} on {@code context} once there is room; at once where there is already. */
    void whenThereIsRoom(Context context, Runnable wake) {
        waiters.add(new Waiter(context, wake));
        if (!isExhausted()) {
            wakeSome();
        }
    }

    /** Wakes as many as there is room for, each of which may read one chunk before it is counted. */
    private void wakeSome() {
        long room = (limit - underWay.get()) / CHUNK_BYTES;
        for (long woken = 0; woken <= room; woken++) {
            Waiter waiter = waiters.poll();
            if (waiter == null) {
                return;
            }
            Runnable wake = waiter.wake();
            waiter.context().runOnContext(ignored -> wake.run());
        }
    }
}
