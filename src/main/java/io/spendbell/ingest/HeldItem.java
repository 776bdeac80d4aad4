package io.spendbell.ingest;

import java.util.Arrays;
import java.util.Set;

/**
 * The beginning of an item whose end has not come: all of it, up to {@link ItemSplitter#LONGEST_ITEM}, or of a longer one what
 * is left without the members that nobody reads. Confined to one thread.
 */
final class HeldItem {
    private static final int LONGEST = ItemSplitter.LONGEST_ITEM;

    private final Skimmer skimmer;
    private byte[] bytes = {};
    private int length;
    private boolean skimming;
    private boolean overflowing;

    /** One of which nothing is held, and no member {@code unread} will be where it becomes too long. */
    HeldItem(Set<String> unread) {
        this.skimmer = new Skimmer(unread);
    }

    /** How many bytes of memory it takes. */
    int memory() {
        return bytes.length;
    }

    boolean isEmpty() {
        return length == 0 && !skimming;
    }

    /** Whether even what is read of it is longer than allowed; then nothing of it is held. */
    boolean isTooLong() {
        return overflowing;
    }

    /** What is held, at the beginning of an array that is valid until the next {@link #add}. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void add(byte[] chunk, int start, int count) {
        if (!skimming && length + (long) count <= LONGEST) {
            reserve(length + count);
            System.arraycopy(chunk, start, bytes, length, count);
            length += count;
            return;
        }
        if (!skimming) {
            skimming = true;
            skimmer.begin();
            byte[] whole = bytes;
            bytes = new byte[LONGEST];
            skim(whole, 0, length, 0);
        }
        skim(chunk, start, count, length);
    }

    private void skim(byte[] from, int offset, int count, int at) {
        if (!overflowing) {
            length = skimmer.skim(from, offset, count, bytes, at);
            overflowing = length < 0;
        }
        if (overflowing) {
            length = 0;
            bytes = new byte[0];
        }
    }

    private void reserve(int size) {
        if (size > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(LONGEST, Math.max(size, 2 * bytes.length)));
        }
    }

    /** Whether it would be exactly these bytes, with a last piece that is not added. */
    boolean isWith(byte[] chunk, int start, int end, byte[] expected) {
        return !overflowing
                && length + end - start == expected.length
                && Arrays.equals(bytes, 0, length, expected, 0, length)
                && Arrays.equals(chunk, start, end, expected, length, expected.length);
    }

    /** Frees what was held; a small buffer is kept for the next item. */
    void forget() {
        length = 0;
        skimming = false;
        overflowing = false;
        if (bytes.length > LONGEST / 16) {
            bytes = new byte[0];
        }
    }
}
