package io.spendbell.reporting;

import io.spendbell.alert.AlertKey;
import io.spendbell.alerting.Announcements;
import io.spendbell.report.ReportSeries;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/** Tells of each period that is over what there is to report. Confined to one context. */
final class Reporting implements Routine {
    /** More than can be due at once; what was forgotten is looked up in the store. */
    private static final int MOST_REMEMBERED = 1_000;

    private final LedgerPages ledger;
    private final Supplier<List<ReportSeries>> reports;
    private final Announcements announcements;
    private final ReportHold hold;
    private final Set<AlertKey> told = new HashSet<>();
    private final Map<ReportSeries, Instant> dueAgain = new WeakHashMap<>();

    Reporting(LedgerPages ledger, Supplier<List<ReportSeries>> reports, Announcements announcements, ReportHold hold) {
        this.ledger = ledger;
        this.reports = reports;
        this.announcements = announcements;
        this.hold = hold;
    }

    @Override
    public String name() {
        return "reports";
    }

    @Override
    public Future<?> run(Instant now) {
        List<ReportSeries> due = reports.get().stream()
                .filter(series -> !now.isBefore(dueAgain.getOrDefault(series, Instant.MIN)))
                .toList();
        return due.isEmpty()
                ? Future.succeededFuture()
                : hold.holds(now).compose(isHeld -> isHeld ? Future.succeededFuture() : reportAll(due, now));
    }

    private Future<Void> reportAll(List<ReportSeries> due, Instant now) {
        Future<Void> done = Future.succeededFuture();
        for (ReportSeries series : due) {
            done = done.compose(ignored -> report(series, now));
        }
        return done;
    }

    private Future<Void> report(ReportSeries series, Instant now) {
        ReportSeries.Draft draft = series.draft(now, told::contains);
        return read(series.sources().iterator(), draft)
                .compose(ignored -> Telling.each(draft.notices(), announcements, notice -> remember(notice.key())))
                .onSuccess(ignored -> dueAgain.put(series, series.nextDue(now)));
    }

    private void remember(AlertKey key) {
        if (told.size() >= MOST_REMEMBERED) {
            told.clear();
        }
        told.add(key);
    }

    private Future<Void> read(Iterator<String> sources, ReportSeries.Draft draft) {
        if (!sources.hasNext()) {
            return Future.succeededFuture();
        }
        String source = sources.next();
        return ledger.read(
                        source,
                        balance -> draft.add(source, balance.entityId(), balance.windowStart(), balance.spent()))
                .compose(ignored -> read(sources, draft));
    }
}
