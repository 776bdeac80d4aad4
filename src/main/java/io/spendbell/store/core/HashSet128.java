package io.spendbell.store.core;

/*
 * Open addressing with linear probing. A removal moves later members of the same run into the gap, so that there are no
 * tombstones and a set that is filled and emptied for years stays as quick as a new one.
 */
/** A set of 128-bit hashes in two arrays of numbers: 16 bytes a place, at most three quarters of the places taken. */
final class HashSet128 {
    private static final int SMALLEST = 1 << 10;

    private long[] highs = new long[SMALLEST];
    private long[] lows = new long[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    boolean contains(long high, long low) {
        return isTaken(placeOf(high, low));
    }

    /** Adds a hash, of which not both halves are 0, and tells whether it is new. */
    boolean add(long high, long low) {
        int place = placeOf(high, low);
        if (isTaken(place)) {
            return false;
        }
        highs[place] = high;
        lows[place] = low;
        size++;
        if (size > highs.length / 4 * 3) {
            grow();
        }
        return true;
    }

    void remove(long high, long low) {
        int gap = placeOf(high, low);
        if (!isTaken(gap)) {
            return;
        }
        size--;
        int mask = highs.length - 1;
        for (int at = (gap + 1) & mask; isTaken(at); at = (at + 1) & mask) {
            int home = (int) lows[at] & mask;
            if (((at - home) & mask) >= ((at - gap) & mask)) {
                highs[gap] = highs[at];
                lows[gap] = lows[at];
                gap = at;
            }
        }
        highs[gap] = 0;
        lows[gap] = 0;
    }

    private void grow() {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        highs = new long[2 * oldHighs.length];
        lows = new long[2 * oldLows.length];
        for (int i = 0; i < oldHighs.length; i++) {
            if (oldHighs[i] != 0 || oldLows[i] != 0) {
                int place = placeOf(oldHighs[i], oldLows[i]);
                highs[place] = oldHighs[i];
                lows[place] = oldLows[i];
            }
        }
    }

    /** Where the hash stands, or the free place where it would. */
    private int placeOf(long high, long low) {
        int mask = highs.length - 1;
        int place = (int) low & mask;
        while (isTaken(place) && (highs[place] != high || lows[place] != low)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private boolean isTaken(int place) {
        return highs[place] != 0 || lows[place] != 0;
    }
}
