package io.spendbell.report;

import io.spendbell.alert.Money;
import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * When a user's spend of a day is unusual: above all of {@code minSpend}, {@code multiplier} times the median of the days on which
 * the user spent something, and {@code multiplier} times their spread above that median (the median absolute deviation, scaled by 1.4826 so
 * that it is the standard deviation where amounts are normally distributed; see Rousseeuw and Croux, Alternatives to the Median
 * Absolute Deviation, 1993). Whoever spent on fewer than three days of the baseline has no usual spend yet: then it is {@code multiplier}
 * times the highest of those days, and at least {@code multiplier} times {@code minSpend}.
 *
 * @param multiplier how many times the usual spend is unusual
 * @param baselineDays of how many days before the usual spend is taken
 * @param minSpend less is never unusual
 */
public record AnomalyRule(BigDecimal multiplier, int baselineDays, Usd minSpend) {
    private static final int DAYS_OF_HISTORY = 3;
    private static final BigDecimal OF_NORMAL_DISTRIBUTION = new BigDecimal("1.4826");

    /** On how many days somebody must have spent something to have a usual spend. */
    int daysOfHistory() {
        return Math.min(DAYS_OF_HISTORY, baselineDays);
    }

    /**
     * What may be spent in a day.
     *
     * @param days what was spent on the days of the baseline on which something was spent
     */
    Usd limit(List<Usd> days) {
        List<BigDecimal> amounts = days.stream().map(Usd::toBigDecimal).sorted().toList();
        if (amounts.size() < daysOfHistory()) {
            BigDecimal highest = amounts.isEmpty() ? BigDecimal.ZERO : amounts.get(amounts.size() - 1);
            return money(multiplier.multiply(highest.max(minSpend.toBigDecimal())));
        }
        BigDecimal median = medianOf(amounts);
        BigDecimal spread = medianOf(amounts.stream()
                        .map(amount -> amount.subtract(median).abs())
                        .sorted()
                        .toList())
                .multiply(OF_NORMAL_DISTRIBUTION);
        return money(
                minSpend.toBigDecimal().max(multiplier.multiply(median)).max(median.add(multiplier.multiply(spread))));
    }

    /** Why a day's spend above a limit is unusual. */
    String words(List<Usd> days, Usd limit) {
        String usual = days.size() < daysOfHistory()
                ? "There was spend on only " + days.size() + " of the " + baselineDays + " days before"
                : "The median of the " + days.size() + " days with spend among the " + baselineDays + " before is "
                        + Money.of(median(days));
        return usual + "; more than " + Money.of(limit) + " is unusual.";
    }

    /** The amount in the middle. */
    static Usd median(List<Usd> amounts) {
        return money(medianOf(amounts.stream().map(Usd::toBigDecimal).sorted().toList()));
    }

    private static BigDecimal medianOf(List<BigDecimal> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : sorted.get(middle - 1).add(sorted.get(middle)).divide(BigDecimal.valueOf(2));
    }

    /** Rounded to what money can hold; what is beyond that is never reached. */
    private static Usd money(BigDecimal dollars) {
        BigDecimal nanos = dollars.movePointRight(9).setScale(0, RoundingMode.HALF_EVEN);
        return new Usd(nanos.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact());
    }
}
