package io.spendbell.budget;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Rule;
import io.spendbell.alert.Share;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a budget that spend has reached. Whether it rings is decided by whoever claims its {@link #key}; text and the
 * keys of the rules below are made only then.
 */
public final class BudgetFinding {
    private static final Share NEARLY_ALL = Share.of("0.95");

    private final AlertKey key;
    private final boolean joinsKnownWindow;
    private final RuleLadder ladder;
    private final RuleLadder.@Nullable Rung rung;
    private final Stated stated;

    private BudgetFinding(
            AlertKey key, boolean joinsKnownWindow, RuleLadder ladder, RuleLadder.@Nullable Rung rung, Stated stated) {
        this.key = key;
        this.joinsKnownWindow = joinsKnownWindow;
        this.ladder = ladder;
        this.rung = rung;
        this.stated = stated;
    }

    /** What is known of the budget besides its limits. */
    record Stated(
            String label,
            EntityFields fields,
            Usd spend,
            @Nullable Usd projectedSpend,
            @Nullable String projectedExceededDate,
            Instant occurredAt) {}

    static BudgetFinding reached(
            AlertKey key, boolean joinsKnownWindow, RuleLadder ladder, RuleLadder.Rung rung, Stated stated) {
        return new BudgetFinding(key, joinsKnownWindow, ladder, rung, stated);
    }

    static BudgetFinding projected(AlertKey key, boolean joinsKnownWindow, RuleLadder ladder, Stated stated) {
        return new BudgetFinding(key, joinsKnownWindow, ladder, null, stated);
    }

    /** What is to be claimed; its window is {@link AlertWindow#ROLLING} where none was stated. */
    public AlertKey key() {
        return key;
    }

    /** Whether a gateway named no window, so that the entity's last known one is to be taken. */
    public boolean joinsKnownWindow() {
        return joinsKnownWindow;
    }

    public EntityFields fields() {
        return stated.fields();
    }

    public Level level() {
        if (key.rule() instanceof Rule.Threshold threshold) {
            if (threshold.share().isWholeOrMore()) {
                return Level.HIGH;
            }
            return threshold.share().compareTo(NEARLY_ALL) >= 0 ? Level.MEDIUM : Level.LOW;
        }
        return Level.MEDIUM;
    }

    /** LiteLLM's name of what happened. */
    public String event() {
        if (key.rule() instanceof Rule.Threshold threshold) {
            return threshold.share().isWholeOrMore() ? "budget_crossed" : "threshold_crossed";
        }
        return key.rule() instanceof Rule.Soft ? "soft_budget_crossed" : "projected_limit_exceeded";
    }

    /**
     * The keys of the rules whose turns are used up when this one rings: all below it on the ladder and, once 0.95 of a
     * configured budget is reached, its projection. A gateway's projection is passed on as said, so that nothing uses it up. Of
     * a gateway's key that has an alias they are used up for who names it by that alone as well, this one included.
     */
    public List<AlertKey> passed(AlertKey claimed) {
        List<AlertKey> keys = new ArrayList<>();
        for (RuleLadder.Rung lower : passedRungs()) {
            keys.add(keyOf(lower, claimed));
        }
        Usd max = ladder.max();
        boolean isConfigured = !claimed.source().equals(AlertKey.GATEWAY);
        if (isConfigured && rung != null && max != null && isNearlySpent(stated.spend(), max)) {
            keys.add(new AlertKey(
                    claimed.type(), claimed.entity(), claimed.source(), Rule.PROJECTION, max, claimed.window()));
        }
        Entity alias = isConfigured ? null : KeyAliases.alias(claimed.entity(), stated.fields());
        if (alias != null) {
            List.copyOf(keys).forEach(key -> keys.add(KeyAliases.of(alias, key)));
            keys.add(KeyAliases.of(alias, claimed));
        }
        AlertKey byAlias = isConfigured ? null : KeyAliases.rangBy(claimed, stated.fields());
        if (byAlias != null) {
            keys.add(byAlias);
        }
        return keys;
    }

    /** What has to be used up instead where it is claimed; null where there is no such thing. */
    public @Nullable AlertKey mayHaveRungAs(AlertKey asked) {
        return asked.source().equals(AlertKey.GATEWAY) ? KeyAliases.mayHaveRungBy(asked, stated.fields()) : null;
    }

    /**
     * The alert, should it ring.
     *
     * @param isFree whether a key's claim is free, so that only rules that have not rung before are named as passed
     */
    public Alert alert(String id, AlertKey claimed, Instant raisedAt, Predicate<AlertKey> isFree) {
        return new Alert(
                id,
                AlertType.BUDGET_ALERTS,
                level(),
                claimed.entity(),
                stated.fields(),
                BudgetWording.message(stated.label(), claimed.rule(), claimed.amount(), ladder.max()),
                new Alert.BudgetFacts(
                        event(),
                        claimed.source(),
                        claimed.rule(),
                        claimed.amount(),
                        stated.spend(),
                        ladder.max(),
                        ladder.soft(),
                        claimed.window(),
                        passedRungs().stream()
                                .filter(lower -> isFree.test(keyOf(lower, claimed)))
                                .map(RuleLadder.Rung::rule)
                                .toList(),
                        stated.projectedSpend(),
                        stated.projectedExceededDate()),
                stated.occurredAt(),
                raisedAt);
    }

    private static AlertKey keyOf(RuleLadder.Rung rung, AlertKey claimed) {
        return new AlertKey(
                claimed.type(), claimed.entity(), claimed.source(), rung.rule(), rung.amount(), claimed.window());
    }

    /** Whether so much is spent that a projection has nothing more to say. */
    static boolean isNearlySpent(Usd spend, Usd max) {
        return spend.compareTo(NEARLY_ALL.of(max)) >= 0;
    }

    private List<RuleLadder.Rung> passedRungs() {
        return rung == null ? List.of() : ladder.below(rung);
    }
}
