package io.spendbell.budget;

import io.spendbell.alert.Rule;
import io.spendbell.alert.Share;
import io.spendbell.event.Usd;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one budget in the order of the amounts at which they fire. Of rules with the same amount the soft budget is
 * the lower one, and of two thresholds the smaller share.
 *
 * @param max the hard budget, or null
 * @param soft the soft budget, or null
 * @param shares the thresholds, lowest first
 */
record RuleLadder(@Nullable Usd max, @Nullable Usd soft, List<Share> shares) {

    /** A rule and the amount at which it fires. */
    record Rung(Rule rule, Usd amount) {}

    /** The highest rule that spend has reached, or null where it has reached none. */
    @Nullable
    Rung highest(Usd spend) {
        Rung threshold = null;
        if (max != null) {
            for (int i = shares.size() - 1; i >= 0 && threshold == null; i--) {
                Share share = shares.get(i);
                long amount = share.ofNanos(max.nanos());
                if (fires(spend, amount)) {
                    threshold = new Rung(new Rule.Threshold(share), new Usd(amount));
                }
            }
        }
        if (soft == null || !fires(spend, soft.nanos())) {
            return threshold;
        }
        return threshold == null || soft.compareTo(threshold.amount()) > 0 ? new Rung(Rule.SOFT, soft) : threshold;
    }

    /** The rules below one, lowest first. */
    List<Rung> below(Rung rung) {
        List<Rung> lower = new ArrayList<>();
        if (max != null) {
            for (Share share : shares) {
                lower.add(new Rung(new Rule.Threshold(share), share.of(max)));
            }
        }
        if (soft != null) {
            int at = 0;
            while (at < lower.size() && lower.get(at).amount().compareTo(soft) < 0) {
                at++;
            }
            lower.add(at, new Rung(Rule.SOFT, soft));
        }
        return lower.stream()
                .takeWhile(each -> !each.rule().equals(rung.rule()))
                .toList();
    }

    /** A rule fires at its amount; at an amount of nothing, by any spend. */
    private static boolean fires(Usd spend, long amount) {
        return amount == 0 ? spend.nanos() > 0 : spend.nanos() >= amount;
    }
}
