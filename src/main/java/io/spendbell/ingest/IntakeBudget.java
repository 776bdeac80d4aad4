package io.spendbell.ingest;

import io.vertx.core.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of events may be under way together, over all connections: taken in and not acknowledged yet. A source
 * that meets the bound waits, and gets a turn when there is room. A turn ends by itself a moment later, whether its source
 * has read anything or not, or is gone: then the next one has its turn. Safe for use from any thread.
 */
public final class IntakeBudget {
    /** What one read of a socket brings at most. */
    private static final long CHUNK_BYTES = 65_536;

    /** An event loop reads what waits at its sockets before it comes to timers that were set after the last time. */
    private static final long TURN_MILLIS = 1;

    private final long limit;
    private final AtomicLong underWay = new AtomicLong();
    private final AtomicLong turns = new AtomicLong();
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();

    private record Waiter(Context context, Runnable wake) {}

    public IntakeBudget(long limitBytes) {
        this.limit = limitBytes;
    }

    /** Counts bytes that are in memory already. */
    public void take(long bytes) {
        underWay.addAndGet(bytes);
    }

    public void giveBack(long bytes) {
        underWay.addAndGet(-bytes);
        wakeSome();
    }

    public boolean isExhausted() {
        return underWay.get() >= limit;
    }

    public long bytesUnderWay() {
        return underWay.get();
    }

    /** How many wait for a turn. */
    int waiting() {
        return waiters.size();
    }

    /**
     * Runs {@code wake} on {@code context} once there is room; at once where there is already.
     *
     * @return to be run by who waits no longer
     */
    public Runnable whenThereIsRoom(Context context, Runnable wake) {
        Waiter waiter = new Waiter(context, wake);
        waiters.add(waiter);
        wakeSome();
        return () -> waiters.remove(waiter);
    }

    /** Each turn may bring one chunk before it is counted: there are as many at a time as there is room for. */
    private void wakeSome() {
        while (!waiters.isEmpty() && beginTurn()) {
            Waiter waiter = waiters.poll();
            if (waiter == null) {
                turns.decrementAndGet();
            } else {
                waiter.context().runOnContext(ignored -> wake(waiter));
            }
        }
    }

    private boolean beginTurn() {
        long begun = turns.get();
        while (!isExhausted() && begun <= (limit - underWay.get()) / CHUNK_BYTES) {
            if (turns.compareAndSet(begun, begun + 1)) {
                return true;
            }
            begun = turns.get();
        }
        return false;
    }

    /** A timer of {@code setTimer} would go with the verticle that the context belongs to, and its turn never end. */
    private void wake(Waiter waiter) {
        waiter.context().owner().timer(TURN_MILLIS).onComplete(ignored -> {
            turns.decrementAndGet();
            wakeSome();
        });
        waiter.wake().run();
    }
}
