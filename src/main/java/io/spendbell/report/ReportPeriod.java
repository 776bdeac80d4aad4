package io.spendbell.report;

import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Times;
import io.spendbell.budget.WindowSpec;
import io.spendbell.counter.WindowCut;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What a report tells of: days that follow each other, from one local midnight to another. Periods follow without gaps or overlaps. */
record ReportPeriod(WindowSpec spec, ZoneId zone) implements WindowCut {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM uuuu", Locale.ENGLISH);

    @Override
    public AlertWindow.Span windowAt(Instant time) {
        return spec.windowAt(time, zone);
    }

    /** How it is written in a configuration: {@code 7d}, {@code 1mo}. */
    String text() {
        return spec.text();
    }

    /** A period in words: {@code Mon 16 Nov 2026 to Sun 22 Nov 2026 (7 days, Europe/Berlin)}. */
    String words(AlertWindow.Span period) {
        LocalDate first = LocalDate.ofInstant(period.start(), zone);
        LocalDate last = LocalDate.ofInstant(period.end(), zone).minusDays(1);
        long days = last.toEpochDay() - first.toEpochDay() + 1;
        String dates = days == 1 ? DAY.format(first) : DAY.format(first) + " to " + DAY.format(last);
        return dates + " (" + (days == 1 ? "1 day" : days + " days") + ", " + Times.name(zone) + ")";
    }
}
