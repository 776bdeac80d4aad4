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

/** Tells of users who spend more today than is usual for them. Confined to one context. */
final class AnomalySearch implements Routine {
    private final LedgerPages ledger;
    private final Supplier<SpendCounting> counting;
    private final Supplier<Duration> interval;
    private final Announcements announcements;
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
            Announcements announcements) {
        this.ledger = ledger;
        this.counting = counting;
        this.interval = interval;
        this.announcements = announcements;
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
        boolean isDue = last.isAfter(now) || last.equals(Instant.MIN) || !now.isBefore(last.plus(interval.get()));
        if (rule == null || days == null || !isDue) {
            return Future.succeededFuture();
        }
        UserAnomalies anomalies = new UserAnomalies(rule, spend.settings().zone(), now);
        return ledger.read(
                        days.source(),
                        balance -> anomalies.add(balance.entityId(), balance.windowStart(), balance.spent()))
                .compose(ignored -> Telling.each(anomalies.notices(), announcements, notice -> {}))
                .onSuccess(ignored -> last = now);
    }
}
