package io.spendbell.report;

import io.spendbell.budget.WindowSpec;
import io.spendbell.counter.Count;
import io.spendbell.counter.Counter;
import io.spendbell.counter.CounterJudge;
import io.spendbell.counter.Counting;
import io.spendbell.counter.Counts;
import io.spendbell.counter.WindowCut;
import io.spendbell.event.CallEvent;
import io.spendbell.event.Event;
import io.spendbell.event.SpendEvent;
import io.spendbell.event.Usd;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts spend over time: for reports, and by user. What is not asked for is not counted. Immutable; safe for use from any thread. */
public final class SpendCounting implements Counting {
    private static final int MOST_USERS = 100_000;

    private final SpendSettings settings;
    private final List<ReportFamily> families;
    private final @Nullable Counter userDays;
    private final @Nullable Counter userMonths;
    private final List<Counter> counters = new ArrayList<>();

    public SpendCounting(SpendSettings settings) {
        this.settings = settings;
        families = settings.reports() ? ReportFamily.of(settings) : List.of();
        UserThresholds thresholds = new UserThresholds(settings.zone());
        Usd daily = settings.dailyThreshold();
        Usd monthly = settings.monthlyThreshold();
        AnomalyRule anomaly = settings.anomaly();
        WindowCut days = cut(new WindowSpec.Days(1));
        userDays = daily == null && anomaly == null
                ? null
                : new Counter(
                        "user:1d",
                        days,
                        anomaly == null ? 2 : anomaly.baselineDays() + 1,
                        MOST_USERS,
                        daily == null ? CounterJudge.SILENT : thresholds.daily(daily));
        userMonths = monthly == null
                ? null
                : new Counter("user:1mo", cut(new WindowSpec.Months(1)), 2, MOST_USERS, thresholds.monthly(monthly));
        families.forEach(family -> counters.addAll(family.counters()));
        if (userDays != null) {
            counters.add(userDays);
        }
        if (userMonths != null) {
            counters.add(userMonths);
        }
    }

    private WindowCut cut(WindowSpec spec) {
        return time -> spec.windowAt(time, settings.zone());
    }

    public SpendSettings settings() {
        return settings;
    }

    /** The reports that are made of what is counted. */
    public List<ReportSeries> reports() {
        return List.copyOf(families);
    }

    /** What each user spends in a day; null where that is not counted. */
    public @Nullable Counter userDays() {
        return userDays;
    }

    @Override
    public Collection<Counter> counters() {
        return counters;
    }

    @Override
    public void count(Event event, Counts counts) {
        if (counters.isEmpty()) {
            return;
        }
        if (event instanceof SpendEvent spend) {
            counts.add(new SpendGroup(this, spend.fields()), spend.cost());
        } else if (event instanceof CallEvent call && call.cost().compareTo(Usd.ZERO) != 0) {
            counts.add(new SpendGroup(this, call.fields()), call.cost());
        }
    }

    /** What a group's spend adds to each account. */
    void count(SpendGroup group, Usd amount, Consumer<Count> counts) {
        for (ReportFamily family : families) {
            family.count(group, amount, counts);
        }
        String user = group.fields().userId();
        if (user != null && userDays != null) {
            counts.accept(new Count(userDays, user, amount, group.fields()));
        }
        if (user != null && userMonths != null) {
            counts.accept(new Count(userMonths, user, amount, group.fields()));
        }
    }
}
