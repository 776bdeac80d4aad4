package io.spendbell.report;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Money;
import io.spendbell.alert.Notice;
import io.spendbell.alert.Rule;
import io.spendbell.alert.Times;
import io.spendbell.budget.LedgerBudget;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Tells that a configured budget's window has begun anew, and what the one before came to: once for each window. */
public final class BudgetResets implements ReportSeries {
    /** Of shorter windows nobody wants to be told. */
    private static final Duration SHORTEST = Duration.ofHours(1);

    /** How many windows that are over may be told late. */
    private static final int LOOKED_BACK = 8;

    private final LedgerBudget budget;
    private final ZoneId zone;

    /** Notices of one budget; none where it has no windows. */
    public BudgetResets(LedgerBudget budget, ZoneId zone) {
        this.budget = budget;
        this.zone = zone;
    }

    private static boolean isLongEnough(AlertWindow.Span window) {
        return Duration.between(window.start(), window.end()).compareTo(SHORTEST) >= 0;
    }

    @Override
    public List<String> sources() {
        return List.of(budget.source());
    }

    @Override
    public Instant nextDue(Instant now) {
        Instant end = budget.windowsAt(now.minus(GRACE)).current().end();
        return end == null ? Instant.MAX : end.plus(GRACE);
    }

    @Override
    public Draft draft(Instant now, Predicate<AlertKey> isTold) {
        LedgerBudget.Windows windows = budget.windowsAt(now.minus(GRACE));
        return new ResetDraft(windows.previousStart(), windows.currentStart(), now, isTold);
    }

    private final class ResetDraft implements Draft {
        private final Instant previous;
        private final Instant begun;
        private final Instant oldest;
        private final Instant now;
        private final Predicate<AlertKey> isTold;
        private final TreeMap<Instant, Ended> all = new TreeMap<>();

        ResetDraft(Instant previous, Instant begun, Instant now, Predicate<AlertKey> isTold) {
            this.previous = previous;
            this.begun = begun;
            this.now = now;
            this.isTold = isTold;
            Instant start = begun;
            for (int i = 0; i < LOOKED_BACK && start.isAfter(Instant.EPOCH); i++) {
                start = startBefore(start);
            }
            this.oldest = start;
        }

        @Override
        public void add(String source, String account, Instant windowStart, Usd amount) {
            if (windowStart.isBefore(begun)
                    && !windowStart.isBefore(oldest)
                    && amount.nanos() > 0
                    && budget.windowStartingAt(windowStart) instanceof AlertWindow.Span window
                    && window.start().equals(windowStart)) {
                all.computeIfAbsent(windowStart, start -> new Ended(window, windowStart.isBefore(previous)))
                        .add(amount);
            }
        }

        @Override
        public List<Notice> notices() {
            return all.values().stream()
                    .filter(ended -> isLongEnough(ended.window))
                    .filter(ended -> !isTold.test(ended.key()))
                    .map(ended -> new Notice(ended.key(), Level.LOW, EntityFields.NONE, ended.text(), now))
                    .toList();
        }
    }

    private Instant startBefore(Instant start) {
        return budget.windowStartingAt(start.minusNanos(1)) instanceof AlertWindow.Span window ? window.start() : start;
    }

    /** What a window that is over has come to. */
    private final class Ended {
        private final AlertWindow.Span window;
        private final boolean isPartial;
        private Usd total = Usd.ZERO;
        private int accounts;
        private int full;

        /**
         * Nothing yet.
         *
         * @param isPartial whether accounts may have forgotten the window, because they have newer ones
         */
        Ended(AlertWindow.Span window, boolean isPartial) {
            this.window = window;
            this.isPartial = isPartial;
        }

        void add(Usd amount) {
            total = TopList.sum(total, amount);
            accounts++;
            Usd max = budget.definition().max();
            if (max != null && amount.compareTo(max) >= 0) {
                full++;
            }
        }

        /** It is claimed for as long as it is looked back at. */
        AlertKey key() {
            Instant end = window.end();
            for (int i = 0; i < LOOKED_BACK && budget.windowStartingAt(end) instanceof AlertWindow.Span next; i++) {
                end = next.end();
            }
            return new AlertKey(
                    AlertType.SPENDBELL_NOTICE,
                    new Entity(EntityKind.BUDGET, budget.source()),
                    budget.source(),
                    new Rule.Notice("reset"),
                    Usd.ZERO,
                    new AlertWindow.Span(window.end(), end));
        }

        private String text() {
            Usd max = budget.definition().max();
            String spent = "In the one before, from " + Times.at(window.start(), zone) + ", "
                    + (isPartial ? "at least " : "") + Money.of(total) + " was spent";
            String by = accounts == 1 ? "" : " by " + accounts;
            String limit = max == null ? "" : ", of a budget of " + Money.of(max) + (accounts == 1 ? "" : " each");
            String over = max == null || full == 0
                    ? ""
                    : accounts == 1 ? ", which was used up" : ", which " + full + " used up";
            return "A new window has begun on " + Times.at(window.end(), zone) + ". " + spent + by + limit + over + ".";
        }
    }
}
