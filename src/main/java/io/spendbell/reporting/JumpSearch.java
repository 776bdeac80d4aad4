package io.spendbell.reporting;

import io.spendbell.alerting.Announcements;
import io.spendbell.counter.Counter;
import io.spendbell.report.AnomalyRule;
import io.spendbell.report.SpendCounting;
import io.spendbell.report.SpendJumps;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Tells of spend that jumps within the hour. Confined to one context. */
final class JumpSearch implements Routine {
    private static final Duration BETWEEN_SEARCHES = Duration.ofMinutes(5);

    private final LedgerPages ledger;
    private final Supplier<SpendCounting> counting;
    private final Announcements announcements;
    private Instant last = Instant.MIN;

    JumpSearch(LedgerPages ledger, Supplier<SpendCounting> counting, Announcements announcements) {
        this.ledger = ledger;
        this.counting = counting;
        this.announcements = announcements;
    }

    @Override
    public String name() {
        return "the search for spend that jumps";
    }

    @Override
    public Future<?> run(Instant now) {
        SpendCounting spend = counting.get();
        AnomalyRule rule = spend.settings().jump();
        Counter hours = spend.hours();
        Counter teamHours = spend.teamHours();
        boolean isDue = last.isAfter(now) || last.equals(Instant.MIN) || !now.isBefore(last.plus(BETWEEN_SEARCHES));
        if (rule == null || hours == null || teamHours == null || !isDue) {
            return Future.succeededFuture();
        }
        SpendJumps jumps = new SpendJumps(rule, hours, spend.settings().zone(), now);
        return read(hours, false, jumps)
                .compose(ignored -> read(teamHours, true, jumps))
                .compose(ignored -> Telling.each(jumps.notices(), announcements, notice -> {}))
                .onSuccess(ignored -> last = now);
    }

    private Future<Void> read(Counter counter, boolean isTeam, SpendJumps jumps) {
        return ledger.read(
                counter.source(),
                balance -> jumps.add(isTeam, balance.entityId(), balance.windowStart(), balance.spent()));
    }
}
