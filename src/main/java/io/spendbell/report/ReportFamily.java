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
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Counters of which one report or two are made: an account for each team, user and model that come together, so that a call
 * costs one, and one for each tag. Both reports share counters where that takes few windows: these are cut wherever a window of
 * either report begins. Immutable.
 */
final class ReportFamily implements ReportSeries {
    private static final int DAYS_OF_WEEK = 7;
    private static final int LONGEST_SHARED_DAYS = 92;
    private static final int LONGEST_SHARED_MONTHS = 3;

    /** Of each account this many are kept: of shared ones all of a period and the month after it, of others some periods to catch up. */
    private static final int SHARED_KEPT = 12;

    private static final int MOST_SPENDERS = 50_000;
    private static final int MOST_TAGS = 10_000;
    private static final int WEEKS_KEPT = 8;
    private static final int MONTHS_KEPT = 3;

    private final List<ReportPeriod> periods;
    private final Counter spenders;
    private final Counter tags;

    private ReportFamily(String name, WindowCut cut, int kept, List<ReportPeriod> periods) {
        this.periods = periods;
        spenders = new Counter("spend:" + name, cut, kept, MOST_SPENDERS, CounterJudge.SILENT);
        tags = new Counter("spend:" + name + ":tag", cut, kept, MOST_TAGS, CounterJudge.SILENT);
    }

    static List<ReportFamily> of(SpendSettings settings) {
        ReportPeriod week = new ReportPeriod(settings.frequency(), settings.zone());
        ReportPeriod month = new ReportPeriod(new WindowSpec.Months(1), settings.zone());
        if (week.text().equals(month.text())) {
            return List.of(new ReportFamily(month.text(), month, MONTHS_KEPT, List.of(month)));
        }
        if (isShared(settings.frequency())) {
            return List.of(new ReportFamily(
                    week.text() + "+" + month.text(), new SegmentCut(week, month), SHARED_KEPT, List.of(week, month)));
        }
        return List.of(
                new ReportFamily(week.text(), week, kept(settings.frequency()), List.of(week)),
                new ReportFamily(month.text(), month, MONTHS_KEPT, List.of(month)));
    }

    /** Of shorter periods too many windows would be needed for a month, and too many months for longer ones. */
    private static boolean isShared(WindowSpec frequency) {
        return frequency instanceof WindowSpec.Days days
                ? days.days() >= DAYS_OF_WEEK && days.days() <= LONGEST_SHARED_DAYS
                : frequency instanceof WindowSpec.Months months && months.months() <= LONGEST_SHARED_MONTHS;
    }

    private static int kept(WindowSpec frequency) {
        return frequency instanceof WindowSpec.Days days && days.days() < DAYS_OF_WEEK ? WEEKS_KEPT : MONTHS_KEPT;
    }

    /** The reports that are made of these counters. */
    List<ReportPeriod> periods() {
        return periods;
    }

    Collection<Counter> counters() {
        return List.of(spenders, tags);
    }

    void count(SpendGroup group, Usd amount, Consumer<Count> counts) {
        counts.accept(new Count(spenders, Spender.of(group).account(), amount, EntityFields.NONE));
        group.tags().stream().distinct().forEach(tag -> counts.accept(new Count(tags, tag, amount, EntityFields.NONE)));
    }

    @Override
    public List<String> sources() {
        return List.of(spenders.source(), tags.source());
    }

    boolean isOfTags(String source) {
        return source.equals(tags.source());
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
        return spenders.windowsAt(now).keptSince();
    }

    /** When nothing of a period is kept any more. */
    Instant keptUntil(AlertWindow.Span period) {
        return spenders.keptUntil(period.end().minusNanos(1));
    }
}
