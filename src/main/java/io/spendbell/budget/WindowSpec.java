package io.spendbell.budget;

import io.spendbell.alert.AlertWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a budget's time is cut into windows, in local time. Windows of one specification follow each other without gaps, each
 * from its start (included) to its end (excluded).
 */
public sealed interface WindowSpec {

    /** The window that an instant lies in. */
    AlertWindow.Span windowAt(Instant time, ZoneId zone);

    /** The window before a window. */
    default AlertWindow.Span before(AlertWindow.Span window, ZoneId zone) {
        return windowAt(window.start().minusNanos(1), zone);
    }

    /** The specification as it is written, in its shortest form: {@code 1d} for {@code 24h}. */
    String text();

    /**
     * Reads a duration such as {@code 30d}: a whole number and one of {@code s m h d w mo}. {@code 24h} is a day, {@code 7d}
     * a week, {@code 30d} a calendar month; less than a day must divide a day.
     *
     * @throws IllegalArgumentException if it is none; the message is what was expected
     */
    static WindowSpec parse(String text) {
        Matcher matcher = Syntax.DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a whole number above 0 and one of s, m, h, d, w, mo, such as 30d");
        }
        long count = Long.parseLong(matcher.group(1));
        long seconds = switch (matcher.group(2)) {
            case "s" -> count;
            case "m" -> count * 60;
            case "h" -> count * 3600;
            case "d" -> count * Syntax.DAY;
            case "w" -> count * 7 * Syntax.DAY;
            default -> 30 * Syntax.DAY * count;
        };
        if (seconds > Syntax.LONGEST_DAYS * Syntax.DAY) {
            throw new IllegalArgumentException("at most " + Syntax.LONGEST_DAYS + "d");
        }
        if (matcher.group(2).equals("mo")) {
            return new Months((int) count);
        }
        if (seconds % Syntax.DAY != 0) {
            if (Syntax.DAY % seconds != 0) {
                throw new IllegalArgumentException("a duration of less than a day that divides a day, or whole days");
            }
            return new Blocks(Duration.ofSeconds(seconds));
        }
        int days = (int) (seconds / Syntax.DAY);
        return days == 30 ? new Months(1) : new Days(days);
    }

    /**
     * Blocks of N local days, counted from Monday 1970-01-05; so one day starts at local midnight and seven start on Mondays.
     */
    record Days(int days) implements WindowSpec {
        @Override
        public AlertWindow.Span windowAt(Instant time, ZoneId zone) {
            long day = Syntax.dayOf(time, zone).toEpochDay();
            long first = Math.floorDiv(day - Syntax.FIRST_MONDAY, days) * days + Syntax.FIRST_MONDAY;
            return new AlertWindow.Span(
                    LocalDate.ofEpochDay(first).atStartOfDay(zone).toInstant(),
                    LocalDate.ofEpochDay(first + days).atStartOfDay(zone).toInstant());
        }

        @Override
        public String text() {
            return days + "d";
        }
    }

    /** Blocks of N calendar months, counted from January 1970. */
    record Months(int months) implements WindowSpec {
        @Override
        public AlertWindow.Span windowAt(Instant time, ZoneId zone) {
            LocalDate date = Syntax.dayOf(time, zone);
            long month = (date.getYear() - 1970) * 12L + date.getMonthValue() - 1;
            LocalDate first = LocalDate.of(1970, 1, 1).plusMonths(Math.floorDiv(month, months) * (long) months);
            return new AlertWindow.Span(
                    first.atStartOfDay(zone).toInstant(),
                    first.plusMonths(months).atStartOfDay(zone).toInstant());
        }

        @Override
        public String text() {
            return months + "mo";
        }
    }

    /**
     * Blocks of less than a day, counted from local midnight. A day has as many blocks as a day of 24 hours, so the last one
     * of a day on which clocks change is longer or shorter.
     */
    record Blocks(Duration length) implements WindowSpec {
        @Override
        public AlertWindow.Span windowAt(Instant time, ZoneId zone) {
            LocalDate date = Syntax.dayOf(time, zone);
            Instant midnight = date.atStartOfDay(zone).toInstant();
            Instant nextMidnight = date.plusDays(1).atStartOfDay(zone).toInstant();
            long seconds = length.toSeconds();
            long last = Syntax.DAY / seconds - 1;
            long block = Math.min(midnight.until(time, ChronoUnit.SECONDS) / seconds, last);
            Instant start = midnight.plusSeconds(block * seconds);
            Instant end = start.plusSeconds(seconds);
            return new AlertWindow.Span(start, block == last || end.isAfter(nextMidnight) ? nextMidnight : end);
        }

        @Override
        public String text() {
            long seconds = length.toSeconds();
            if (seconds % 3600 == 0) {
                return seconds / 3600 + "h";
            }
            return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
        }
    }

    /** What reading and counting need. */
    final class Syntax {
        private static final Pattern DURATION = Pattern.compile("0*([1-9][0-9]{0,9})(s|m|h|d|w|mo)");
        private static final long DAY = 86_400;
        private static final long LONGEST_DAYS = 36_500;
        private static final long FIRST_MONDAY = LocalDate.of(1970, 1, 5).toEpochDay();

        private Syntax() {}

        /**
         * The day whose time, from its first midnight to the next day's, an instant lies in. It is the local date but where
         * clocks went back over a midnight: what follows is still the later day, since that has begun.
         */
        private static LocalDate dayOf(Instant time, ZoneId zone) {
            LocalDate date = time.atZone(zone).toLocalDate();
            LocalDate next = date.plusDays(1);
            return time.isBefore(next.atStartOfDay(zone).toInstant()) ? date : next;
        }
    }
}
