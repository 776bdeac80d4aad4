package io.spendbell.config;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * The smallest and the largest value that a number may have, both included, in the unit in which it is configured.
 *
 * @param whole whether only whole numbers are values
 */
record Bounds(BigDecimal min, BigDecimal max, boolean whole) {

    static Bounds whole(long min, long max) {
        return new Bounds(BigDecimal.valueOf(min), BigDecimal.valueOf(max), true);
    }

    static Bounds decimal(String min, String max) {
        return new Bounds(new BigDecimal(min), new BigDecimal(max), false);
    }

    boolean contains(BigDecimal number) {
        return min.compareTo(number) <= 0
                && number.compareTo(max) <= 0
                && (!whole || number.stripTrailingZeros().scale() <= 0);
    }

    int checked(String name, int number) {
        check(name, BigDecimal.valueOf(number));
        return number;
    }

    /** Checks a duration whose unit is the second. */
    Duration checked(String name, Duration duration) {
        check(name, BigDecimal.valueOf(duration.toMillis(), 3));
        return duration;
    }

    void check(String name, BigDecimal number) {
        if (!contains(number)) {
            throw new IllegalArgumentException(name + ": " + number.toPlainString() + " (expected: " + this + ")");
        }
    }

    @Override
    public String toString() {
        return (whole ? "a whole number from " : "a number from ") + min.toPlainString() + " to " + max.toPlainString();
    }
}
