package io.spendbell.alert;

import io.spendbell.event.Usd;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A share of a budget, exact to nine decimals, such as 0.85.
 *
 * @param billionths the share in billionths: more than 0, at most {@link #LARGEST} × 10⁹
 */
public record Share(long billionths) implements Comparable<Share> {
    public static final int LARGEST = 10;
    public static final Share WHOLE = new Share(1_000_000_000L);

    private static final long ONE = 1_000_000_000L;
    private static final int DECIMALS = 9;

    public Share {
        if (billionths <= 0 || billionths > LARGEST * ONE) {
            throw new IllegalArgumentException(
                    BigDecimal.valueOf(billionths, DECIMALS).toPlainString() + " (expected: more than 0, at most 10)");
        }
    }

    /**
     * The share written as a decimal number.
     *
     * @throws ArithmeticException if it has more than nine decimals
     * @throws IllegalArgumentException if it is not in range
     */
    public static Share of(BigDecimal share) {
        if (share.signum() <= 0 || share.compareTo(BigDecimal.valueOf(LARGEST)) > 0) {
            throw new IllegalArgumentException(share + " (expected: more than 0, at most 10)");
        }
        return new Share(share.movePointRight(DECIMALS).longValueExact());
    }

    public static Share of(String share) {
        return of(new BigDecimal(share));
    }

    /**
     * This share of a budget in nano-dollars, rounded up; an amount beyond what {@link Usd} can hold is its largest value,
     * which no spend exceeds.
     */
    public Usd of(Usd budget) {
        return new Usd(ofNanos(budget.nanos()));
    }

    /** As {@link #of(Usd)}, from nano-dollars to nano-dollars. */
    public long ofNanos(long limit) {
        if (billionths == ONE) {
            return limit;
        }
        long dollars = Math.floorDiv(limit, ONE);
        if (Math.multiplyHigh(dollars, billionths) != (dollars * billionths) >> 63) {
            return Long.MAX_VALUE;
        }
        // Less than 10¹⁹, which a long without a sign can hold.
        long ofRest = Math.floorMod(limit, ONE) * billionths;
        long roundedUp = Long.divideUnsigned(ofRest, ONE) + (Long.remainderUnsigned(ofRest, ONE) == 0 ? 0 : 1);
        long amount = dollars * billionths + roundedUp;
        return dollars > 0 && amount < 0 ? Long.MAX_VALUE : amount;
    }

    public boolean isWholeOrMore() {
        return billionths >= ONE;
    }

    public BigDecimal toBigDecimal() {
        BigDecimal share = BigDecimal.valueOf(billionths, DECIMALS).stripTrailingZeros();
        return share.scale() < 0 ? share.setScale(0) : share;
    }

    @Override
    public int compareTo(Share other) {
        return Long.compare(billionths, other.billionths);
    }

    // By hand, for what a record brings is linked while a start waits: docs/performance.md.
    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Share other && billionths == other.billionths;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(billionths);
    }

    /** The share as a plain decimal number, such as {@code 0.85}. */
    @Override
    public String toString() {
        return toBigDecimal().toPlainString();
    }
}
