package io.spendbell.event;

import java.math.BigDecimal;

/**
 * An exact amount of US dollars, in nano-dollars. Sums that leave the range of a {@code long} (about ± 9.2 billion
 * dollars) fail with {@link ArithmeticException}; they never wrap.
 */
public record Usd(long nanos) implements Comparable<Usd> {
    public static final long NANOS_PER_DOLLAR = 1_000_000_000L;

    public static final Usd ZERO = new Usd(0);

    /** The largest amount, and with a minus sign the smallest, that one event may state. */
    public static final Usd LARGEST_STATED = ofDollars(4_000_000_000L);

    public static Usd ofDollars(long dollars) {
        return new Usd(Math.multiplyExact(dollars, NANOS_PER_DOLLAR));
    }

    public Usd plus(Usd other) {
        return new Usd(Math.addExact(nanos, other.nanos));
    }

    public Usd minus(Usd other) {
        return new Usd(Math.subtractExact(nanos, other.nanos));
    }

    public boolean isNegative() {
        return nanos < 0;
    }

    public BigDecimal toBigDecimal() {
        return BigDecimal.valueOf(nanos, 9);
    }

    @Override
    public int compareTo(Usd other) {
        return Long.compare(nanos, other.nanos);
    }

    /** The amount as a plain decimal number without trailing zeros, such as {@code 12.5}. */
    @Override
    public String toString() {
        return nanos == 0 ? "0" : toBigDecimal().stripTrailingZeros().toPlainString();
    }
}
