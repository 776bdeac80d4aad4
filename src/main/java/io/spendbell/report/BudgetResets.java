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
import java.util.function.Predicate;

/** Tells that a configured budget's window has begun anew, and what the one before came to: once for each window. */
public final class BudgetResets implements ReportSeries {
    /** Of shorter windows nobody wants to be told. */
    private static final Duration SHORTEST = Duration.ofHours(1);

    private final LedgerBudget budget;
    private final ZoneId zone;

    /** Notices of one budget; none where it has no windows. */
    public BudgetResets(LedgerBudget budget, ZoneId zone) {
        this.budget = budget;
        this.zone = zone;
    }

    private static boolean isLongEnough(AlertWindow window) {
        return window instanceof AlertWindow.Span span
                && Duration.between(span.start(), span.end()).compareTo(SHORTEST) >= 0;
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
        private final Instant ended;
        private final Instant begun;
        private final Instant now;
        private final Predicate<AlertKey> isTold;
        private Usd total = Usd.ZERO;
        private int accounts;
        private int full;

        ResetDraft(Instant ended, Instant begun, Instant now, Predicate<AlertKey> isTold) {
            this.ended = ended;
            this.begun = begun;
            this.now = now;
            this.isTold = isTold;
        }

        @Override
        public void add(String source, String account, Instant windowStart, Usd amount) {
            if (!windowStart.equals(ended) || windowStart.equals(begun) || amount.nanos() <= 0) {
                return;
            }
            total = TopList.sum(total, amount);
            accounts++;
            Usd max = budget.definition().max();
            if (max != null && amount.compareTo(max) >= 0) {
                full++;
            }
        }

        @Override
        public List<Notice> notices() {
            AlertKey key = new AlertKey(
                    AlertType.SPENDBELL_NOTICE,
                    new Entity(EntityKind.BUDGET, budget.source()),
                    budget.source(),
                    new Rule.Notice("reset"),
                    Usd.ZERO,
                    budget.windowStartingAt(begun));
            return accounts == 0 || !isLongEnough(key.window()) || isTold.test(key)
                    ? List.of()
                    : List.of(new Notice(key, Level.LOW, EntityFields.NONE, text(), now));
        }

        private String text() {
            Usd max = budget.definition().max();
            String spent = "In the one before, from " + Times.at(ended, zone) + ", " + Money.of(total) + " was spent";
            String by = accounts == 1 ? "" : " by " + accounts;
            String limit = max == null ? "" : ", of a budget of " + Money.of(max) + (accounts == 1 ? "" : " each");
            String over = max == null || full == 0
                    ? ""
                    : accounts == 1 ? ", which was used up" : ", which " + full + " used up";
            return "A new window has begun on " + Times.at(begun, zone) + ". " + spent + by + limit + over + ".";
        }
    }
}
