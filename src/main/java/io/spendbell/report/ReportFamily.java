package io.spendbell.report;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.budget.WindowSpec;
import io.spendbell.counter.Count;
import io.spendbell.counter.Counter;
import io.spendbell.counter.CounterJudge;
import io.spendbell.counter.WindowCut;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Counters of which one report or two are made, one for each dimension. Both reports share counters where that takes few windows: these
 * are cut wherever a window of either report begins. Immutable.
 */
final class ReportFamily implements ReportSeries {
    private static final int DAYS_OF_WEEK = 7;

    /** Of each account this many are kept: of shared ones all of a month and the month before, of others some periods to catch up. */
    private static final int SHARED_KEPT = 12;

    private static final int WEEKS_KEPT = 8;
    private static final int MONTHS_KEPT = 3;

    private final List<ReportPeriod> periods;
    private final Map<Dimension, Counter> counters = new EnumMap<>(Dimension.class);

    private ReportFamily(String name, WindowCut cut, int kept, List<ReportPeriod> periods) {
        this.periods = periods;
        for (Dimension dimension : Dimension.values()) {
            counters.put(
                    dimension,
                    new Counter(
                            "spend:" + name + ":" + dimension.label(),
                            cut,
                            kept,
                            dimension.maxAccounts(),
                            CounterJudge.SILENT));
        }
    }

    static List<ReportFamily> of(SpendSettings settings) {
        ReportPeriod week = new ReportPeriod(settings.frequency(), settings.zone());
        ReportPeriod month = new ReportPeriod(new WindowSpec.Months(1), settings.zone());
        if (week.equals(month)) {
            return List.of(new ReportFamily(month.text(), month, MONTHS_KEPT, List.of(month)));
        }
        if (!(settings.frequency() instanceof WindowSpec.Days days) || days.days() >= DAYS_OF_WEEK) {
            return List.of(new ReportFamily(
                    week.text() + "+" + month.text(), new SegmentCut(week, month), SHARED_KEPT, List.of(week, month)));
        }
        return List.of(
                new ReportFamily(week.text(), week, WEEKS_KEPT, List.of(week)),
                new ReportFamily(month.text(), month, MONTHS_KEPT, List.of(month)));
    }

    /** The reports that are made of these counters. */
    List<ReportPeriod> periods() {
        return periods;
    }

    Collection<Counter> counters() {
        return counters.values();
    }

    void count(SpendGroup group, Usd amount, Consumer<Count> counts) {
        counters.forEach((dimension, counter) -> dimension.forEachAccount(
                group, account -> counts.accept(new Count(counter, account, amount, EntityFields.NONE))));
    }

    @Override
    public List<String> sources() {
        return counters.values().stream().map(Counter::source).toList();
    }

    @Override
    public Instant nextDue(Instant now) {
        return periods.stream()
                .map(period -> period.windowAt(now.minus(GRACE)).end().plus(GRACE))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    @Override
    public Draft draft(Instant now, Predicate<AlertKey> isTold) {
        return new SpendReports(this, now, isTold);
    }

    Instant keptSince(Instant now) {
        return anyCounter().windowsAt(now).keptSince();
    }

    /** When nothing of a period is kept any more. */
    Instant keptUntil(AlertWindow.Span period) {
        return anyCounter().keptUntil(period.end().minusNanos(1));
    }

    private Counter anyCounter() {
        return counters.values().iterator().next();
    }

    /** What the accounts of that name tell apart. */
    Dimension dimensionOf(String source) {
        return counters.entrySet().stream()
                .filter(entry -> entry.getValue().source().equals(source))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
