package io.spendbell.report;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Notice;
import io.spendbell.budget.WindowSpec;
import io.spendbell.counter.Count;
import io.spendbell.counter.Counter;
import io.spendbell.counter.CounterJudge;
import io.spendbell.counter.Counting;
import io.spendbell.counter.Counts;
import io.spendbell.counter.WindowCut;
import io.spendbell.event.CallCourse;
import io.spendbell.event.CallEvent;
import io.spendbell.event.CallFailure;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Event;
import io.spendbell.event.Usd;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What deployments have done: counts calls, failures and how long an output token took, and reports them. Safe for use from any thread. */
public final class DeploymentReports implements Counting, ReportSeries {
    private static final int KEPT = 8;

    /** How long a report may be late though somebody is there. */
    private static final Duration LATEST = GRACE.plusMinutes(1);

    private static final int MOST_ACCOUNTS = 50_000;

    private final Counter counter;
    private final ZoneId zone;

    /**
     * Reports at equal intervals.
     *
     * @param every how long a report's time is: it begins at local midnight and so on where that divides a day
     */
    public DeploymentReports(Duration every, ZoneId zone) {
        this.zone = zone;
        this.counter =
                new Counter("deployments:" + every, cut(every, zone), kept(every), MOST_ACCOUNTS, CounterJudge.SILENT);
    }

    /** Short windows wait for their reports. */
    private static int kept(Duration every) {
        return KEPT + (int) LATEST.dividedBy(every);
    }

    private static WindowCut cut(Duration every, ZoneId zone) {
        try {
            WindowSpec spec = WindowSpec.parse(every.toSeconds() + "s");
            return time -> spec.windowAt(time, zone);
        } catch (IllegalArgumentException e) {
            return WindowCut.every(every);
        }
    }

    @Override
    public Collection<Counter> counters() {
        return List.of(counter);
    }

    @Override
    public void count(Event event, Counts counts) {
        if (!(event instanceof CallEvent call)) {
            return;
        }
        EntityFields fields = call.fields();
        String deployment = fields.deploymentId() != null ? fields.deploymentId() : fields.model();
        CallCourse course = call.course();
        if (deployment == null || course.status() == CallCourse.Status.STARTED) {
            return;
        }
        EntityName name =
                new EntityName(deployment, fields.modelGroup() != null ? fields.modelGroup() : fields.model());
        CallFailure failure = course.failure();
        if (course.status() == CallCourse.Status.SUCCESS) {
            Long perToken = nanosPerToken(course);
            if (perToken == null) {
                add(name, DeploymentMetric.UNTIMED, 1, counts);
            } else {
                add(name, DeploymentMetric.took(perToken), 1, counts);
                add(name, DeploymentMetric.SUM, perToken, counts);
            }
        } else if (failure == null || failure.cause() == CallFailure.Cause.CALL) {
            add(name, DeploymentMetric.FAILED, 1, counts);
        }
    }

    private static @Nullable Long nanosPerToken(CallCourse course) {
        Duration latency = course.latency();
        Long tokens = course.completionTokens();
        return latency == null || latency.isZero() || tokens == null || tokens <= 0
                ? null
                : Math.max(1, latency.toNanos() / tokens);
    }

    private void add(EntityName deployment, DeploymentMetric metric, long amount, Counts counts) {
        counts.add(new Count(counter, metric.account(deployment), new Usd(amount), EntityFields.NONE));
    }

    @Override
    public List<String> sources() {
        return List.of(counter.source());
    }

    @Override
    public Instant nextDue(Instant now) {
        return EndedWindows.next(counter, now);
    }

    @Override
    public Draft draft(Instant now, Predicate<AlertKey> isTold) {
        return new DeploymentDraft(new EndedWindows(counter, AlertType.DAILY_REPORTS, "deployments", now, isTold));
    }

    private final class DeploymentDraft implements Draft {
        private final EndedWindows ended;
        private final TreeMap<Instant, DeploymentReport> reports = new TreeMap<>();

        DeploymentDraft(EndedWindows ended) {
            this.ended = ended;
        }

        @Override
        public void add(String source, String account, Instant windowStart, Usd amount) {
            AlertWindow.Span window = ended.startingAt(windowStart);
            if (window != null) {
                // Windows of another time zone may lie in one of this.
                reports.computeIfAbsent(window.start(), start -> new DeploymentReport(window, zone))
                        .add(account, amount.nanos());
            }
        }

        @Override
        public List<Notice> notices() {
            return reports.values().stream()
                    .filter(report -> !report.isEmpty())
                    .map(report -> ended.notice(report.window(), report.text()))
                    .toList();
        }
    }
}
