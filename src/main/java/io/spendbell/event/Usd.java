package io.spendbell.event;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * An exact amount of US dollars, in nano-dollars. Sums that leave the range of a {@code long} (about ± 9.2 billion
 * dollars) fail with {@link ArithmeticException}; they never wrap.
 */
public record Usd(long nanos) implements Comparable<Usd> {
    public static final long NANOS_PER_DOLLAR = 1_000_000_000L;

    private static final int DECIMALS = 9;

    public static final Usd ZERO = new Usd(0);

    /** The largest amount, and with a minus sign the smallest, that one event may state. */
    public static final Usd LARGEST_STATED = ofDollars(4_000_000_000L);

    public static Usd ofDollars(long dollars) {
        return new Usd(Math.multiplyExact(dollars, NANOS_PER_DOLLAR));
    }

    /**
     * The amount that a number in JSON's notation states, rounded half to even to a nano-dollar. The cost grows with the
     * number of characters only, whatever the exponent says.
     *
     * @return the amount, or null if the number as it is written, before rounding, is beyond {@link #LARGEST_STATED} in
     *     either direction
     * @throws NumberFormatException if the text is not a number in JSON's notation
     */
    public static @Nullable Usd parse(char[] text, int offset, int length) {
        long nanos = Decimal.billionths(text, offset, length, LARGEST_STATED.nanos);
        return nanos == Decimal.OUT_OF_RANGE ? null : new Usd(nanos);
    }

    /**
     * The amount rounded half to even to a nano-dollar.
     *
     * @throws ArithmeticException if the amount, before rounding, is beyond {@link #LARGEST_STATED} in either direction
     */
    public static Usd of(BigDecimal dollars) {
        if (dollars.abs().compareTo(LARGEST_STATED.toBigDecimal()) > 0) {
            throw new ArithmeticException("beyond 4000000000 dollars");
        }
        long leadingDigit = (long) dollars.precision() - dollars.scale();
        if (leadingDigit < -DECIMALS) {
            return ZERO;
        }
        return new Usd(dollars.setScale(DECIMALS, RoundingMode.HALF_EVEN)
                .movePointRight(DECIMALS)
                .longValueExact());
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

    /** The amount without trailing zeros and, since its scale is not negative, written without an exponent. */
    public BigDecimal toBigDecimal() {
        BigDecimal dollars = BigDecimal.valueOf(nanos, DECIMALS).stripTrailingZeros();
        return dollars.scale() < 0 ? dollars.setScale(0) : dollars;
    }

    @Override
    public int compareTo(Usd other) {
        return Long.compare(nanos, other.nanos);
    }

    // By hand, for what a record brings is linked while a start waits: docs/performance.md.
    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Usd other && nanos == other.nanos;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(nanos);
    }

    /** The amount as a plain decimal number without trailing zeros, such as {@code 12.5}. */
    @Override
    public String toString() {
        return toBigDecimal().toPlainString();
    }
}
