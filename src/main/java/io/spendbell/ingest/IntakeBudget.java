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
            wakeAll();
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
            wakeAll();
        }
    }

    private void wakeAll() {
        Waiter waiter = waiters.poll();
        while (waiter != null) {
            Runnable wake = waiter.wake();
            waiter.context().runOnContext(ignored -> wake.run());
            waiter = waiters.poll();
        }
    }
}
