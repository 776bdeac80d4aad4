package io.spendbell.budget;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Rule;
import io.spendbell.budget.type.BudgetLabels;
import io.spendbell.budget.type.EntityIds;
import io.spendbell.counter.Counted;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Glob;
import io.spendbell.event.Usd;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A budget of the ledger with its windows: which one an event belongs to, and what a window's total gives rise to. */
public final class LedgerBudget implements Counted {
    private final BudgetDefinition definition;
    private final ZoneId zone;
    private final RuleLadder ladder;
    private volatile @Nullable Windows latest;

    LedgerBudget(BudgetDefinition definition, ZoneId zone) {
        this.definition = definition;
        this.zone = zone;
        this.ladder = new RuleLadder(definition.max(), definition.soft(), definition.thresholds());
    }

    /** The window that is open at a time, and the one before; the same for both where the budget never resets. */
    public record Windows(AlertWindow current, Instant currentStart, Instant previousStart) {
        private static final Windows ENDLESS = new Windows(AlertWindow.FOREVER, Instant.EPOCH, Instant.EPOCH);

        private boolean isOpenAt(Instant time) {
            Instant end = current.end();
            return !time.isBefore(currentStart) && (end == null || time.isBefore(end));
        }
    }

    public BudgetDefinition definition() {
        return definition;
    }

    @Override
    public String source() {
        return definition.name();
    }

    @Override
    public Usd opening() {
        return definition.spent();
    }

    @Override
    public int maxAccounts() {
        return definition.maxEntities();
    }

    /** Whether an id and the alias beside it are this budget's. */
    boolean matches(String id, EntityFields fields) {
        Glob aliases = definition.alias();
        if (!definition.id().matches(id)) {
            return false;
        }
        if (aliases == null) {
            return true;
        }
        String alias = EntityIds.alias(definition.kind(), fields);
        return alias != null && aliases.matches(alias);
    }

    /** The windows at a time; cheap while the time stays within one window. */
    public Windows windowsAt(Instant now) {
        Windows known = latest;
        if (known != null && known.isOpenAt(now)) {
            return known;
        }
        Windows windows = compute(now);
        latest = windows;
        return windows;
    }

    private Windows compute(Instant now) {
        WindowSpec spec = definition.window();
        if (spec == null) {
            return Windows.ENDLESS;
        }
        AlertWindow.Span current = spec.windowAt(now, zone);
        return new Windows(current, current.start(), spec.before(current, zone).start());
    }

    /**
     * The start of the window that an event of that time is counted in, or null where the event is older than the previous
     * window and counts nowhere.
     */
    public @Nullable Instant windowStartOf(Instant time, Windows windows) {
        if (windows.isOpenAt(time)) {
            return windows.currentStart();
        }
        WindowSpec spec = definition.window();
        if (spec == null) {
            return windows.currentStart();
        }
        return time.isBefore(windows.previousStart())
                ? null
                : spec.windowAt(time, zone).start();
    }

    /**
     * What a window's total gives rise to: the highest rule that it has reached, and the projection.
     *
     * @param entityId whose account it is
     * @param windowStart which of the budget's windows
     * @param fields whom the latest event concerned
     */
    public List<BudgetFinding> judge(
            String entityId, Instant windowStart, Usd total, EntityFields fields, Instant occurredAt, Instant now) {
        RuleLadder.Rung rung = ladder.highest(total);
        if (rung == null && !definition.projection()) {
            return List.of();
        }
        List<BudgetFinding> findings = new ArrayList<>(2);
        AlertWindow window = windowStartingAt(windowStart);
        BudgetFinding.Stated stated =
                new BudgetFinding.Stated(BudgetLabels.of(definition.kind()), fields, total, null, null, occurredAt);
        if (rung != null) {
            AlertKey key = key(entityId, rung.rule(), rung.amount(), window);
            findings.add(BudgetFinding.reached(key, false, ladder, rung, stated));
        }
        BudgetFinding projected = project(entityId, window, total, stated, now);
        if (projected != null) {
            findings.add(projected);
        }
        return findings;
    }

    private @Nullable BudgetFinding project(
            String entityId, AlertWindow window, Usd total, BudgetFinding.Stated stated, Instant now) {
        Usd max = definition.max();
        if (!definition.projection()
                || max == null
                || !(window instanceof AlertWindow.Span span)
                || BudgetFinding.isNearlySpent(total, max)) {
            return null;
        }
        Usd expected = Projection.expected(total, span, now);
        if (expected == null || expected.compareTo(max) < 0) {
            return null;
        }
        return BudgetFinding.projected(
                key(entityId, Rule.PROJECTION, max, window),
                false,
                ladder,
                new BudgetFinding.Stated(stated.label(), stated.fields(), total, expected, null, stated.occurredAt()));
    }

    private AlertKey key(String entityId, Rule rule, Usd amount, AlertWindow window) {
        return new AlertKey(
                AlertType.BUDGET_ALERTS,
                new Entity(definition.kind(), entityId),
                definition.name(),
                rule,
                amount,
                window);
    }

    /** The window that begins at a time which is some window's start. */
    public AlertWindow windowStartingAt(Instant start) {
        Windows known = latest;
        if (known != null && known.currentStart().equals(start)) {
            return known.current();
        }
        WindowSpec spec = definition.window();
        return spec == null ? AlertWindow.FOREVER : spec.windowAt(start, zone);
    }
}
