package io.spendbell.report;

import io.spendbell.budget.WindowSpec;
import io.spendbell.counter.Count;
import io.spendbell.counter.Counter;
import io.spendbell.counter.CounterJudge;
import io.spendbell.counter.Counting;
import io.spendbell.counter.Counts;
import io.spendbell.counter.WindowCut;
import io.spendbell.event.CallEvent;
import io.spendbell.event.EntityFields;
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
    private static final int MOST_TEAMS = 10_000;
    private static final String ALL = "all";

    private final SpendSettings settings;
    private final List<ReportFamily> families;
    private final @Nullable Counter userDays;
    private final @Nullable Counter userMonths;
    private final @Nullable Counter hours;
    private final @Nullable Counter teamHours;
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
                        anomaly == null ? 2 : UserAnomalies.daysKept(anomaly),
                        MOST_USERS,
                        daily == null ? CounterJudge.SILENT : thresholds.daily(daily));
        userMonths = monthly == null
                ? null
                : new Counter("user:1mo", cut(new WindowSpec.Months(1)), 2, MOST_USERS, thresholds.monthly(monthly));
        hours = settings.jump() == null ? null : hours("hour", 1);
        teamHours = settings.jump() == null ? null : hours("hour:team", MOST_TEAMS);
        families.forEach(family -> counters.addAll(family.counters()));
        addIfThere(userDays);
        addIfThere(userMonths);
        addIfThere(hours);
        addIfThere(teamHours);
    }

    private void addIfThere(@Nullable Counter counter) {
        if (counter != null) {
            counters.add(counter);
        }
    }

    private Counter hours(String name, int most) {
        return new Counter(name, cut(WindowSpec.parse("1h")), SpendJumps.KEPT, most, CounterJudge.SILENT);
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

    /** What all together spend in an hour; null where that is not counted. */
    public @Nullable Counter hours() {
        return hours;
    }

    /** What each team spends in an hour; null where that is not counted. */
    public @Nullable Counter teamHours() {
        return teamHours;
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

    /** How many accounts a group's spend is added to, at most. */
    int accountsOf(SpendGroup group) {
        return counters.size() + families.size() * group.tags().size();
    }

    /** What a group's spend adds to each account. */
    void count(SpendGroup group, Usd amount, Consumer<Count> counts) {
        for (ReportFamily family : families) {
            family.count(group, amount, counts);
        }
        if (hours != null) {
            counts.accept(new Count(hours, ALL, amount, EntityFields.NONE));
        }
        String team = group.fields().teamId();
        if (team != null && teamHours != null) {
            counts.accept(new Count(teamHours, team, amount, EntityFields.NONE));
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
