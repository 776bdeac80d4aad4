package io.spendbell.reporting;

import io.spendbell.alert.AlertWindow;
import io.spendbell.alerting.Announcements;
import io.spendbell.counter.Counter;
import io.spendbell.report.AnomalyRule;
import io.spendbell.report.SpendCounting;
import io.spendbell.report.SpendJumps;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Supplier;

/** Tells of spend that jumps within the hour, or has in the last one. Confined to one context. */
final class JumpSearch implements Routine {
    private static final Duration BETWEEN_SEARCHES = Duration.ofMinutes(5);

    private final LedgerPages ledger;
    private final Supplier<SpendCounting> counting;
    private final Announcements announcements;
    private final LastWindow lastHour;
    private Instant last = Instant.MIN;

    JumpSearch(LedgerPages ledger, Supplier<SpendCounting> counting, Announcements announcements, ReportHold hold) {
        this.ledger = ledger;
        this.counting = counting;
        this.announcements = announcements;
        this.lastHour = new LastWindow(hold);
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
        if (rule == null || hours == null || teamHours == null) {
            return Future.succeededFuture();
        }
        ZoneId zone = spend.settings().zone();
        AlertWindow.Span open = hours.windowAt(now);
        boolean isDue = last.isAfter(now) || last.equals(Instant.MIN) || !now.isBefore(last.plus(BETWEEN_SEARCHES));
        return lastHour.isDue(open.start(), now)
                .compose(isLastHourDue -> isLastHourDue
                        ? search(
                                        hours,
                                        teamHours,
                                        new SpendJumps(
                                                rule,
                                                hours.windowAt(open.start().minusNanos(1)),
                                                zone,
                                                now))
                                .onSuccess(ignored -> lastHour.searched(open.start()))
                        : Future.succeededFuture())
                .compose(ignored -> isDue
                        ? search(hours, teamHours, new SpendJumps(rule, open, zone, now))
                                .onSuccess(searched -> last = now)
                        : Future.succeededFuture());
    }

    private Future<Void> search(Counter hours, Counter teamHours, SpendJumps jumps) {
        return read(hours, false, jumps)
                .compose(ignored -> read(teamHours, true, jumps))
                .compose(ignored -> Telling.each(jumps.notices(), announcements, notice -> {}));
    }

    private Future<Void> read(Counter counter, boolean isTeam, SpendJumps jumps) {
        return ledger.read(
                counter.source(),
                balance -> jumps.add(isTeam, balance.entityId(), balance.windowStart(), balance.spent()));
    }
}
