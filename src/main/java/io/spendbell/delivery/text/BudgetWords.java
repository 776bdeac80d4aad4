package io.spendbell.delivery.text;

import io.spendbell.alert.Alert.BudgetFacts;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Money;
import io.spendbell.alert.Rule;
import io.spendbell.alert.Share;
import io.spendbell.alert.Times;
import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a budget stands, in words.
 *
 * @param budget the facts
 * @param occurredAt when the spend stood so
 * @param zone in which times are written
 * @param now what {@code in 7 days} counts from
 */
record BudgetWords(BudgetFacts budget, Instant occurredAt, ZoneId zone, Instant now) {
    private static final int CELLS = 10;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int OWN_WORDS = 100;

    /** What happened, to follow the subject's name: {@code is over its budget}. */
    String happening() {
        Rule rule = budget.rule();
        boolean over = budget.spend().compareTo(limit()) > 0;
        if (rule instanceof Rule.Soft) {
            return over ? "is over its soft budget" : "has reached its soft budget";
        }
        if (rule instanceof Rule.Projection) {
            return "is on course to exceed its budget";
        }
        if (rule instanceof Rule.Threshold threshold && !threshold.share().equals(Share.WHOLE)) {
            return "has reached " + percent(threshold.share()) + " of its budget";
        }
        return over ? "is over its budget" : "has used up its budget";
    }

    /** Ten cells, a full one for each tenth that is used up; null where there is no share to show. */
    @Nullable
    String bar() {
        BigDecimal percent = Money.percent(budget.spend(), limit());
        if (percent == null) {
            return null;
        }
        int full = percent.divideToIntegralValue(BigDecimal.TEN)
                .min(BigDecimal.valueOf(CELLS))
                .max(BigDecimal.ZERO)
                .intValue();
        return "█".repeat(full) + "░".repeat(CELLS - full);
    }

    /** Spent of the limit, the share used, what is left or how much it is over. */
    String standing() {
        Usd limit = limit();
        Money.Pair money = Money.pair(budget.spend(), limit);
        String used = used(limit);
        return of(money) + (used.isEmpty() ? "" : " · " + used) + " · " + left(limit);
    }

    /** {@link #standing} in one short phrase for lists. */
    String shortStanding() {
        Money.Pair money = Money.pair(budget.spend(), limit());
        String used = used(limit());
        return of(money) + (used.isEmpty() ? "" : " (" + used + ")");
    }

    /** When the window ends. */
    Fact window() {
        AlertWindow window = budget.window();
        if (window instanceof AlertWindow.Forever) {
            return new Fact("Window", "this budget never resets");
        }
        Instant end = window.end();
        if (end == null) {
            return new Fact("Window", "its reset date is not known");
        }
        String verb = end.isAfter(now) ? "ends " : "ended ";
        return new Fact("Window", verb + Times.at(end, zone) + " (" + Times.relative(end, now) + ")");
    }

    /** What else there is to know, the most important first. */
    void addTo(List<Fact> facts) {
        addProjection(facts);
        addOtherLimit(facts);
        if (!budget.passed().isEmpty()) {
            String passed = budget.passed().stream().map(BudgetWords::name).collect(Collectors.joining(", "));
            facts.add(new Fact("Passed on the way", passed));
        }
    }

    /** Who counted. */
    Fact source() {
        return new Fact(
                "Counted by",
                budget.source().equals(AlertKey.GATEWAY)
                        ? "the gateway"
                        : "Spendbell, budget " + CleanText.of(budget.source(), OWN_WORDS));
    }

    /** The limit that the alert is about, which is what spend is shown against. */
    private Usd limit() {
        Usd stated = budget.rule() instanceof Rule.Soft ? budget.softBudget() : budget.maxBudget();
        return stated == null ? budget.amount() : stated;
    }

    private String of(Money.Pair money) {
        return budget.rule() instanceof Rule.Soft
                ? money.first() + " of the " + money.second() + " soft budget"
                : money.first() + " of " + money.second();
    }

    private String used(Usd limit) {
        BigDecimal percent = Money.percent(budget.spend(), limit);
        return percent == null ? "" : Money.percentText(percent, budget.spend().nanos() == 0) + " used";
    }

    private String left(Usd limit) {
        BigDecimal left = limit.toBigDecimal().subtract(budget.spend().toBigDecimal());
        if (left.signum() < 0) {
            return "over by " + Money.of(left.negate());
        }
        if (left.signum() == 0) {
            return "nothing left";
        }
        BigDecimal used = Money.percent(budget.spend(), limit);
        return Money.of(left) + (used == null ? "" : " (" + leftPercent(used, budget.spend()) + ")") + " left";
    }

    /** What {@link #used} leaves of 100 %, so that both add up. */
    private static String leftPercent(BigDecimal used, Usd spend) {
        boolean nearlyAll = used.signum() == 0 && spend.nanos() > 0;
        return nearlyAll ? "more than 99.9%" : Money.percentText(HUNDRED.subtract(used), false);
    }

    private void addProjection(List<Fact> facts) {
        Usd projected = budget.projectedSpend();
        if (projected != null) {
            BigDecimal percent = Money.percent(projected, limit());
            String share = percent == null ? "" : " (" + Money.percentText(percent, false) + " of the budget)";
            facts.add(new Fact("Expected", "about " + Money.estimate(projected) + " by the window's end" + share));
        }
        if (budget.projectedExceededDate() != null) {
            String words = CleanText.of(budget.projectedExceededDate(), OWN_WORDS);
            facts.add(new Fact("Used up by", words + ", as the gateway expects"));
        } else if (budget.rule() instanceof Rule.Projection) {
            Instant exceeded = exceededAt();
            if (exceeded != null) {
                facts.add(new Fact("Used up by", "about " + Times.at(exceeded, zone) + " at this pace"));
            }
        }
    }

    private void addOtherLimit(List<Fact> facts) {
        Usd soft = budget.softBudget();
        Usd hard = budget.maxBudget();
        if (budget.rule() instanceof Rule.Soft) {
            if (hard != null) {
                String used = used(hard);
                facts.add(new Fact(
                        "Hard budget", Money.of(hard) + (used.isEmpty() ? "" : " · " + used) + " · " + left(hard)));
            }
        } else if (soft != null) {
            boolean passed = budget.spend().compareTo(soft) >= 0;
            facts.add(new Fact("Soft budget", Money.of(soft) + (passed ? ", passed" : ", not reached")));
        }
    }

    /** When spend reaches the limit if it goes on at the window's pace so far; null where that cannot be told. */
    private @Nullable Instant exceededAt() {
        Instant start = budget.window().start();
        Instant end = budget.window().end();
        long spent = budget.spend().nanos();
        if (start == null || end == null || spent <= 0 || budget.spend().compareTo(limit()) >= 0) {
            return null;
        }
        double elapsed = Duration.between(start, occurredAt).toSeconds();
        double needed = elapsed / spent * limit().nanos();
        Instant exceeded = start.plusSeconds((long) Math.min(needed, 1e12));
        return elapsed > 0 && exceeded.isBefore(end) ? exceeded : null;
    }

    private static String name(Rule rule) {
        if (rule instanceof Rule.Threshold threshold) {
            return percent(threshold.share());
        }
        return rule instanceof Rule.Soft ? "soft budget" : rule instanceof Rule.Projection ? "projection" : rule.name();
    }

    private static String percent(Share share) {
        return share.toBigDecimal().multiply(HUNDRED).stripTrailingZeros().toPlainString() + "%";
    }
}
