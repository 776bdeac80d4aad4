package io.spendbell.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines, {@code \n} or {@code \r\n}. Holds at most one line's beginning of the longest line
 * allowed; of a longer line it keeps nothing and reports it once its end has come. Confined to one thread.
 */
final class LineFramer {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LINE_FEEDS = '\n' * ONES;

    /** Room for a line's beginning that is kept for the next one, too; more is given back. */
    private static final int KEPT_ROOM = 1_024;

    private final int longestLine;
    private byte[] carry = new byte[0];
    private int carried;
    private boolean skipping;

    /** Takes the lines, in order. */
    interface Lines {
        /** A line without its end; the bytes are valid during the call only. */
        void line(byte[] buffer, int offset, int length);

        /** A line was longer than allowed. */
        void tooLong();
    }

    LineFramer(int longestLine) {
        this.longestLine = longestLine;
    }

    /** How many bytes of an unfinished line are held. */
    int heldBytes() {
        return carried;
    }

    /** Whether a line has begun and not ended. */
    boolean isInLine() {
        return carried > 0 || skipping;
    }

    /** Takes the first {@code length} bytes of {@code chunk}, which are not kept. */
    void feed(byte[] chunk, int length, Lines lines) {
        int start = 0;
        int end = lineFeed(chunk, start, length);
        while (end < length) {
            end(chunk, start, end, lines);
            start = end + 1;
            end = lineFeed(chunk, start, length);
        }
        hold(chunk, start, length - start);
    }

    /** Where the first line feed stands, or {@code end}; looks at eight bytes at a time. */
    private static int lineFeed(byte[] chunk, int from, int end) {
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long other = (long) LONGS.get(chunk, at) ^ LINE_FEEDS;
            long found = (other - ONES) & ~other & HIGH_BITS;
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (at < end && chunk[at] != '\n') {
            at++;
        }
        return at;
    }

    private void end(byte[] chunk, int start, int end, Lines lines) {
        if (skipping) {
            skipping = false;
            lines.tooLong();
        } else if (carried == 0) {
            deliver(chunk, start, end - start, lines);
        } else {
            hold(chunk, start, end - start);
            if (skipping) {
                skipping = false;
                lines.tooLong();
            } else {
                int length = carried;
                carried = 0;
                deliver(carry, 0, length, lines);
                if (carry.length > KEPT_ROOM) {
                    carry = new byte[0];
                }
            }
        }
    }

    private void deliver(byte[] buffer, int offset, int length, Lines lines) {
        int trimmed = length > 0 && buffer[offset + length - 1] == '\r' ? length - 1 : length;
        if (trimmed > longestLine) {
            lines.tooLong();
        } else {
            lines.line(buffer, offset, trimmed);
        }
    }

    private void hold(byte[] chunk, int start, int length) {
        if (skipping || length == 0) {
            return;
        }
        int total = carried + length;
        int longestHeld = longestLine + 1;
        if (total > longestHeld) {
            skipping = true;
            carried = 0;
            carry = new byte[0];
            return;
        }
        if (total > carry.length) {
            carry = Arrays.copyOf(carry, Math.min(longestHeld, Math.max(total, 2 * carry.length)));
        }
        System.arraycopy(chunk, start, carry, carried, length);
        carried = total;
    }
}
