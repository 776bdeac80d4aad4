package io.spendbell.alert;

import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.math.BigInteger;

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
        long limit = budget.nanos();
        if (billionths == ONE) {
            return budget;
        }
        long high = Math.multiplyHigh(limit, billionths);
        long low = limit * billionths;
        if (high == 0 && low >= 0) {
            return new Usd(low / ONE + (low % ONE == 0 ? 0 : 1));
        }
        BigInteger[] parts = BigInteger.valueOf(limit)
                .multiply(BigInteger.valueOf(billionths))
                .divideAndRemainder(BigInteger.valueOf(ONE));
        BigInteger amount = parts[1].signum() > 0 ? parts[0].add(BigInteger.ONE) : parts[0];
        return new Usd(amount.bitLength() > 63 ? Long.MAX_VALUE : amount.longValue());
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

    /** The share as a plain decimal number, such as {@code 0.85}. */
    @Override
    public String toString() {
        return toBigDecimal().toPlainString();
    }
}
