package io.spendbell;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What is written to a console, to be waited for. Safe for use from any thread. */
final class ConsoleLines extends ByteArrayOutputStream {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(20);

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        super.write(bytes, offset, length);
        notifyAll();
    }

    @Override
    public synchronized void write(int character) {
        super.write(character);
        notifyAll();
    }

    /** Waits until a text has been written. */
    synchronized void await(String text) {
        long deadline = System.nanoTime() + LONGEST_NANOS;
        while (count(text) == 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("never written: " + text + " in " + this);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** How often a text has been written. */
    synchronized int count(String text) {
        String all = toString(StandardCharsets.UTF_8);
        int count = 0;
        for (int at = all.indexOf(text); at >= 0; at = all.indexOf(text, at + 1)) {
            count++;
        }
        return count;
    }
}
