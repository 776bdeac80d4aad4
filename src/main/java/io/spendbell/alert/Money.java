package io.spendbell.alert;

import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Money and shares of it as people write them: {@code $1,012.40}, {@code $0.0042}, {@code 87.3%}. From a dollar on there
 * are two decimals, below it as many as two significant digits take; never an exponent.
 */
public final class Money {
    private static final int CENTS = 2;
    private static final int NANOS = 9;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal SMALLEST_PERCENT = new BigDecimal("0.1");

    private Money() {}

    /** Two amounts that are written differently where they differ. */
    public record Pair(String first, String second) {}

    public static String of(Usd amount) {
        return of(amount.toBigDecimal());
    }

    public static String of(BigDecimal amount) {
        return written(amount, decimals(amount));
    }

    /** An amount that nobody knows exactly: whole dollars from a hundred on. */
    public static String estimate(Usd amount) {
        BigDecimal dollars = amount.toBigDecimal();
        return dollars.compareTo(HUNDRED) < 0
                ? of(dollars)
                : "$" + grouped(dollars.setScale(0, RoundingMode.HALF_UP).toPlainString());
    }

    /** Two amounts, with as many decimals as it takes to tell them apart, so that 999.999 is not 1,000.00 of 1,000.00. */
    public static Pair pair(Usd first, Usd second) {
        Pair pair = new Pair(of(first), of(second));
        for (int decimals = CENTS + 1;
                decimals <= NANOS && !first.equals(second) && pair.first().equals(pair.second());
                decimals++) {
            pair = new Pair(written(first.toBigDecimal(), decimals), written(second.toBigDecimal(), decimals));
        }
        return pair;
    }

    /**
     * The share of {@code whole} that {@code part} is, in percent with one decimal, never rounded up: what is not all used
     * does not read 100 %. Null where the whole is not more than 0.
     */
    public static @Nullable BigDecimal percent(Usd part, Usd whole) {
        return whole.nanos() <= 0
                ? null
                : part.toBigDecimal()
                        .multiply(HUNDRED)
                        .divide(whole.toBigDecimal(), 1, RoundingMode.DOWN)
                        .add(BigDecimal.ZERO);
    }

    public static String percentText(BigDecimal percent, boolean exactlyZero) {
        if (percent.signum() == 0 && !exactlyZero) {
            return "less than " + SMALLEST_PERCENT + "%";
        }
        return grouped(trimmed(percent, 0)) + "%";
    }

    private static int decimals(BigDecimal amount) {
        BigDecimal size = amount.abs();
        if (size.signum() == 0 || size.compareTo(BigDecimal.ONE) >= 0) {
            return CENTS;
        }
        int firstDigit = size.scale() - size.precision() + 1;
        return Math.min(NANOS, Math.max(CENTS, firstDigit + 1));
    }

    private static String written(BigDecimal amount, int decimals) {
        BigDecimal rounded = amount.abs().setScale(decimals, RoundingMode.HALF_UP);
        return (amount.signum() < 0 && rounded.signum() != 0 ? "-$" : "$") + grouped(trimmed(rounded, CENTS));
    }

    /** Without zeros at its end, but with {@code least} decimals. */
    private static String trimmed(BigDecimal number, int least) {
        BigDecimal stripped = number.stripTrailingZeros();
        return (stripped.scale() < least ? stripped.setScale(least) : stripped).toPlainString();
    }

    private static String grouped(String number) {
        int point = number.indexOf('.');
        int end = point < 0 ? number.length() : point;
        StringBuilder out = new StringBuilder(number);
        for (int at = end - 3; at > 0 && Character.isDigit(number.charAt(at - 1)); at -= 3) {
            out.insert(at, ',');
        }
        return out.toString();
    }
}
