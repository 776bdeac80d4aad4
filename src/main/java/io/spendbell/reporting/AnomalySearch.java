package io.spendbell.reporting;

import io.spendbell.alerting.Announcements;
import io.spendbell.counter.Counter;
import io.spendbell.report.AnomalyRule;
import io.spendbell.report.SpendCounting;
import io.spendbell.report.UserAnomalies;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Tells of users who spend more today than is usual for them, and once a day is over of those who did. Confined to one context. */
final class AnomalySearch implements Routine {
    private final LedgerPages ledger;
    private final Supplier<SpendCounting> counting;
    private final Supplier<Duration> interval;
    private final Announcements announcements;
    private final LastWindow yesterday;
    private Instant last = Instant.MIN;

    /**
     * A search that has not begun.
     *
     * @param interval how long to wait between two searches
     */
    AnomalySearch(
            LedgerPages ledger,
            Supplier<SpendCounting> counting,
            Supplier<Duration> interval,
            Announcements announcements,
            ReportHold hold) {
        this.ledger = ledger;
        this.counting = counting;
        this.interval = interval;
        this.announcements = announcements;
        this.yesterday = new LastWindow(hold);
    }

    @Override
    public String name() {
        return "user spend anomalies";
    }

    @Override
    public Future<?> run(Instant now) {
        SpendCounting spend = counting.get();
        AnomalyRule rule = spend.settings().anomaly();
        Counter days = spend.userDays();
        if (rule == null || days == null) {
            return Future.succeededFuture();
        }
        Instant today = days.windowAt(now).start();
        boolean isDue = last.isAfter(now) || last.equals(Instant.MIN) || !now.isBefore(last.plus(interval.get()));
        return yesterday
                .isDue(today, now)
                .compose(isYesterdayDue -> isYesterdayDue
                        ? search(days, new UserAnomalies(rule, spend.settings().zone(), today.minusNanos(1), now))
                                .onSuccess(ignored -> yesterday.searched(today))
                        : Future.succeededFuture())
                .compose(ignored -> isDue
                        ? search(days, new UserAnomalies(rule, spend.settings().zone(), now, now))
                                .onSuccess(searched -> last = now)
                        : Future.succeededFuture());
    }

    private Future<Void> search(Counter days, UserAnomalies anomalies) {
        return ledger.read(
                        days.source(),
                        balance -> anomalies.add(balance.entityId(), balance.windowStart(), balance.spent()))
                .compose(ignored -> Telling.each(anomalies.notices(), announcements, notice -> {}));
    }
}
