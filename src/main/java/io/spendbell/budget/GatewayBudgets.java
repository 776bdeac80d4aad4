package io.spendbell.budget;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Rule;
import io.spendbell.budget.type.BudgetAlertType;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.event.BudgetEvent;
import io.spendbell.event.InvalidEventException;
import io.spendbell.event.Usd;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Judges budgets as gateways state them. Immutable; safe for use from any thread. */
public final class GatewayBudgets {
    private final BudgetAlertTypes types;
    private final Thresholds thresholds;

    public GatewayBudgets(BudgetAlertTypes types, Thresholds thresholds) {
        this.types = types;
        this.thresholds = thresholds;
    }

    /**
     * The rule that a stated budget has reached, or null where it has reached none or names no limit.
     *
     * @param now when the event came in; it happened then unless it says otherwise
     */
    public @Nullable BudgetFinding judge(BudgetEvent event, Instant now) {
        Usd max = event.maxBudget();
        Usd soft = event.softBudget();
        if (max == null && soft == null) {
            return null;
        }
        RuleLadder ladder =
                new RuleLadder(max, soft, thresholds.of(event.entity().kind()));
        BudgetAlertType type = typeOf(event);
        if (type.isVerdict()) {
            AlertKey key = key(event, Rule.PROJECTION, max != null ? max : soft);
            return BudgetFinding.projected(key, joinsKnownWindow(event), ladder, stated(event, type, now));
        }
        RuleLadder.Rung rung = ladder.highest(event.spend());
        return rung == null
                ? null
                : BudgetFinding.reached(
                        key(event, rung.rule(), rung.amount()),
                        joinsKnownWindow(event),
                        ladder,
                        rung,
                        stated(event, type, now));
    }

    private static AlertKey key(BudgetEvent event, Rule rule, @Nullable Usd amount) {
        Instant resetAt = event.resetAt();
        return new AlertKey(
                AlertType.BUDGET_ALERTS,
                event.entity(),
                AlertKey.GATEWAY,
                rule,
                amount == null ? Usd.ZERO : amount,
                resetAt == null ? AlertWindow.ROLLING : new AlertWindow.Until(resetAt));
    }

    private static boolean joinsKnownWindow(BudgetEvent event) {
        return event.resetAt() == null;
    }

    private static BudgetFinding.Stated stated(BudgetEvent event, BudgetAlertType type, Instant now) {
        Instant time = event.time();
        return new BudgetFinding.Stated(
                type.eventMessage(event.entity().kind()),
                event.fields(),
                event.spend(),
                event.projectedSpend(),
                event.projectedExceededDate(),
                time == null ? now : time);
    }

    private BudgetAlertType typeOf(BudgetEvent event) {
        try {
            return types.named(event.type());
        } catch (InvalidEventException e) {
            throw new IllegalStateException("a decoded budget event is of a known type", e);
        }
    }
}
