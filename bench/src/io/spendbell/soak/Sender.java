package io.spendbell.soak;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Sends a script at a steady rate, and what was not acknowledged again when its connection broke. Where too much waits to be
 * acknowledged it makes up nothing new. Its methods are safe for use from any thread.
 */
final class Sender implements Runnable, AutoCloseable {
    private static final int TICK_MILLIS = 50;
    private static final int TICKS_TO_A_SYNC = 8;
    private static final int LINES_TO_A_SYNC = 500;
    private static final int MOST_SECONDS_UNACKNOWLEDGED = 30;

    private final Script script;
    private final Way way;
    private final double linesPerTick;
    private final int mostUnacknowledged;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Deque<String> unacknowledged = new ArrayDeque<>();
    private long written;
    private long acknowledged;
    private double due;
    private volatile boolean silent;
    private int flood;
    private volatile Connection connection;

    /** How a connection is made. */
    interface Way {
        /** @param acknowledged is told how many further events, the oldest, are stored */
        Connection connect(IntConsumer acknowledged) throws IOException;
    }

    Sender(Script script, Way way, int rate) {
        this.script = script;
        this.way = way;
        linesPerTick = rate * TICK_MILLIS / 1000.0;
        mostUnacknowledged = rate * MOST_SECONDS_UNACKNOWLEDGED;
    }

    @Override
    public void run() {
        while (closed.getCount() > 0) {
            try (Connection fresh = way.connect(this::acknowledge)) {
                connection = fresh;
                sendAgain(fresh);
                sendOn(fresh);
            } catch (IOException e) {
                // The daemon is away, or the connection was cut: all over again.
                pause();
            }
        }
    }

    private void sendAgain(Connection fresh) throws IOException {
        List<String> lines;
        synchronized (this) {
            lines = new ArrayList<>(unacknowledged);
        }
        for (int i = 0; i < lines.size(); i++) {
            fresh.write(lines.get(i));
            if (i % LINES_TO_A_SYNC == LINES_TO_A_SYNC - 1) {
                fresh.sync();
            }
        }
        fresh.sync();
    }

    private void sendOn(Connection fresh) throws IOException {
        int ticks = 0;
        while (!pause()) {
            for (String line : made()) {
                fresh.write(line);
            }
            if (++ticks % TICKS_TO_A_SYNC == 0) {
                fresh.sync();
            } else {
                fresh.flush();
            }
        }
    }

    private synchronized List<String> made() {
        List<String> lines = new ArrayList<>();
        if (silent || unacknowledged.size() > mostUnacknowledged) {
            return lines;
        }
        lines.addAll(script.flood(flood));
        flood = 0;
        due += linesPerTick;
        while (due >= 1) {
            List<String> next = script.next();
            lines.addAll(next);
            due -= next.size();
        }
        unacknowledged.addAll(lines);
        written += lines.size();
        return lines;
    }

    private synchronized void acknowledge(int events) {
        for (int i = 0; i < events; i++) {
            unacknowledged.removeFirst();
        }
        acknowledged += events;
        notifyAll();
    }

    /** Whether it was closed meanwhile. */
    private boolean pause() {
        try {
            return closed.await(TICK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Breaks its connection. */
    void cut() {
        Connection current = connection;
        if (current != null) {
            current.cut();
        }
    }

    /** Makes up nothing new from now on. */
    void fallSilent() {
        silent = true;
    }

    /** Goes on after {@link #fallSilent}. */
    void goOn() {
        silent = false;
    }

    /** Sends so many alerts at once besides. */
    synchronized void flood(int alerts) {
        flood += alerts;
    }

    synchronized int waiting() {
        return unacknowledged.size();
    }

    synchronized long written() {
        return written;
    }

    /** Waits until so many of its events are acknowledged; false if they are not in time. */
    synchronized boolean awaitAcknowledged(long events, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (acknowledged < events) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    @Override
    public void close() {
        closed.countDown();
        cut();
    }
}
