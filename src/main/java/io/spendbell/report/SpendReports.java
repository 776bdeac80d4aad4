package io.spendbell.report;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Money;
import io.spendbell.alert.Notice;
import io.spendbell.alert.Rule;
import io.spendbell.alert.Sources;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The spend reports of periods that are over and were not told of yet, in the making: accounts are added in the order in which
 * the ledger lists them, dimension by dimension. Not safe for use from several threads.
 */
final class SpendReports implements ReportSeries.Draft {
    private final ReportFamily family;
    private final Instant now;
    private final Instant keptSince;
    private final Predicate<AlertKey> isTold;
    private final Map<Told, SpendTotals> reports =
            new TreeMap<>(Comparator.comparing((Told told) -> told.span().end())
                    .thenComparing(told -> told.period().text()));
    private final Map<Instant, List<Told>> byWindow = new HashMap<>();

    /** What a report tells of. */
    private record Told(ReportPeriod period, AlertWindow.Span span) {}

    /**
     * Reports that are made of a family's counters.
     *
     * @param isTold whether a report is known to have been told
     */
    SpendReports(ReportFamily family, Instant now, Predicate<AlertKey> isTold) {
        this.family = family;
        this.now = now;
        this.keptSince = family.keptSince(now);
        this.isTold = isTold;
    }

    @Override
    public void add(String source, String account, Instant windowStart, Usd amount) {
        if (windowStart.isBefore(keptSince)) {
            return;
        }
        for (Told told : byWindow.computeIfAbsent(windowStart, this::toldOf)) {
            SpendTotals totals = reports.computeIfAbsent(told, unknown -> new SpendTotals());
            if (!family.isOfTags(source)) {
                totals.add(Spender.parse(account), amount);
            } else if (account.equals(Sources.OTHER)) {
                totals.addOther(Dimension.TAG, amount);
            } else {
                totals.addTag(account, amount);
            }
        }
    }

    private List<Told> toldOf(Instant windowStart) {
        return family.periods().stream()
                .map(period -> new Told(period, period.windowAt(windowStart)))
                .filter(told -> !told.span().end().plus(ReportSeries.GRACE).isAfter(now))
                .filter(told -> !isTold.test(key(told)))
                .toList();
    }

    @Override
    public List<Notice> notices() {
        List<Notice> notices = new ArrayList<>();
        reports.forEach((told, totals) -> {
            if (totals.total().compareTo(Usd.ZERO) != 0) {
                notices.add(new Notice(key(told), Level.LOW, EntityFields.NONE, text(told, totals), now));
            }
        });
        return notices;
    }

    /** It is claimed for as long as accounts may hold what it tells of. */
    private AlertKey key(Told told) {
        return new AlertKey(
                AlertType.SPEND_REPORTS,
                Entity.PROXY,
                AlertKey.GATEWAY,
                new Rule.Notice(told.period().text()),
                Usd.ZERO,
                new AlertWindow.Span(told.span().start(), family.keptUntil(told.span())));
    }

    private static String text(Told told, SpendTotals totals) {
        List<String> lines = new ArrayList<>();
        lines.add("Spend of " + told.period().words(told.span()) + ": " + Money.of(totals.total()));
        for (Dimension dimension : Dimension.values()) {
            TopList top = totals.top(dimension);
            if (!top.isEmpty()) {
                lines.add(dimension.heading() + ":");
                top.lines(Money::of).forEach(line -> lines.add("• " + line));
                String nobody = dimension.nobody();
                if (nobody != null && top.total().compareTo(totals.total()) < 0) {
                    lines.add("• " + nobody + ": " + Money.of(totals.total().minus(top.total())));
                }
            }
        }
        return String.join("\n", lines);
    }
}
