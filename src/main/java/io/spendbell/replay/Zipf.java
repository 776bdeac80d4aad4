package io.spendbell.replay;

/**
 * A skewed choice among ranks 0 to n - 1: rank r has the weight ⌊1,000,000 / (r + 1)⌋, so the second is drawn half as often
 * as the first. Whole numbers only, so that every machine draws the same. Immutable.
 */
final class Zipf {
    static final int MOST_RANKS = 1_000_000;
    private static final long FIRST_WEIGHT = 1_000_000;

    /** The sums of the weights up to and including each rank. */
    private final long[] sums;

    /** @param ranks from 1 to {@link #MOST_RANKS} */
    Zipf(int ranks) {
        sums = new long[ranks];
        long sum = 0;
        for (int rank = 0; rank < ranks; rank++) {
            sum += FIRST_WEIGHT / (rank + 1);
            sums[rank] = sum;
        }
    }

    /** The rank that an unsigned draw falls on: the first whose sum is more than the draw's remainder by the whole sum. */
    int rank(long draw) {
        long at = SplitMix.below(draw, sums[sums.length - 1]);
        int low = 0;
        int high = sums.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sums[middle] > at) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
