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
import io.spendbell.event.Event;
import io.spendbell.event.FallbackEvent;
import io.spendbell.event.Usd;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Calls that went to another model: counts those that then succeeded and those that failed, and reports each day. Safe for use from any thread. */
public final class FallbackReports implements Counting, ReportSeries {
    private static final int KEPT = 8;
    private static final int MOST_PAIRS = 10_000;

    private final ReportPeriod day;
    private final Counter succeeded;
    private final Counter failed;

    /** Reports of each day in a zone. */
    public FallbackReports(ZoneId zone) {
        day = new ReportPeriod(new WindowSpec.Days(1), zone);
        succeeded = new Counter("fallbacks:succeeded", day, KEPT, MOST_PAIRS, CounterJudge.SILENT);
        failed = new Counter("fallbacks:failed", day, KEPT, MOST_PAIRS, CounterJudge.SILENT);
    }

    @Override
    public Collection<Counter> counters() {
        return List.of(succeeded, failed);
    }

    @Override
    public void count(Event event, Counts counts) {
        if (event instanceof FallbackEvent fallback) {
            String pair = ShownName.of(new EntityName(fallback.model(), null)) + " → "
                    + ShownName.of(new EntityName(fallback.fallbackModel(), null));
            counts.add(Count.one(fallback.succeeded() ? succeeded : failed, pair, fallback.fields()));
        }
    }

    @Override
    public List<String> sources() {
        return List.of(succeeded.source(), failed.source());
    }

    @Override
    public Instant nextDue(Instant now) {
        return EndedWindows.next(succeeded, now);
    }

    @Override
    public Draft draft(Instant now, Predicate<AlertKey> isTold) {
        return new FallbackDraft(new EndedWindows(succeeded, AlertType.FALLBACK_REPORTS, "fallbacks", now, isTold));
    }

    private final class FallbackDraft implements Draft {
        private final EndedWindows ended;
        private final TreeMap<Instant, Lists> days = new TreeMap<>();

        FallbackDraft(EndedWindows ended) {
            this.ended = ended;
        }

        private record Lists(AlertWindow.Span window, TopList succeeded, TopList failed) {}

        @Override
        public void add(String source, String account, Instant windowStart, Usd amount) {
            AlertWindow.Span window = ended.startingAt(windowStart);
            if (window != null) {
                // Windows of another time zone may lie in one of this.
                Lists lists =
                        days.computeIfAbsent(window.start(), start -> new Lists(window, new TopList(), new TopList()));
                (source.equals(succeeded.source()) ? lists.succeeded() : lists.failed()).add(account, amount);
            }
        }

        @Override
        public List<Notice> notices() {
            return days.values().stream()
                    .map(lists -> ended.notice(lists.window(), text(lists)))
                    .toList();
        }

        private String text(Lists lists) {
            List<String> lines = new ArrayList<>();
            lines.add("Fallbacks of " + day.words(lists.window()) + ": "
                    + number(lists.succeeded().total()) + " succeeded, "
                    + number(lists.failed().total()) + " failed");
            addList("Succeeded:", lists.succeeded(), lines);
            addList("Failed:", lists.failed(), lines);
            return String.join("\n", lines);
        }

        private static void addList(String heading, TopList list, List<String> lines) {
            if (!list.isEmpty()) {
                lines.add(heading);
                list.lines(FallbackDraft::number).forEach(line -> lines.add("• " + line));
            }
        }

        private static String number(Usd count) {
            return String.format(Locale.ROOT, "%,d", count.nanos());
        }
    }
}
