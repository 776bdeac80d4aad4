package io.spendbell.budget;

import io.spendbell.alert.Rule;
import io.spendbell.alert.Share;
import io.spendbell.event.Usd;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The event message of a budget alert: LiteLLM's field {@code event_message}, which programs read. */
final class BudgetWording {

    private BudgetWording() {}

    static String message(String label, Rule rule, Usd amount, @Nullable Usd max) {
        return label + ": " + what(rule, amount, max);
    }

    private static String what(Rule rule, Usd amount, @Nullable Usd max) {
        if (rule instanceof Rule.Threshold threshold) {
            Share share = threshold.share();
            if (share.equals(Share.WHOLE)) {
                return "Budget Crossed. Total Budget: " + (max == null ? amount : max) + " USD";
            }
            return share.isWholeOrMore()
                    ? percent(share.toBigDecimal()) + "% of budget used"
                    : percent(BigDecimal.ONE.subtract(share.toBigDecimal())) + "% or less of budget remaining";
        }
        if (rule instanceof Rule.Soft) {
            return "Soft Budget Crossed. Total Soft Budget: " + amount + " USD";
        }
        return "Projected Limit Exceeded";
    }

    private static String percent(BigDecimal share) {
        return share.movePointRight(2).stripTrailingZeros().toPlainString();
    }
}
