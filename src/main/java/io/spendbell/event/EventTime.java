package io.spendbell.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads points in time as events write them: RFC 3339 with the letters in either case and a space allowed for the
 * {@code T}, years 1970 to 9999 as written. A fraction is cut after nine digits. A leap second is accepted where UTC has
 * one, at 23:59:60, and is the second after it. Stateless.
 */
final class EventTime {
    private static final long SECONDS_OF_DAY = 86_400;
    private static final long DAYS_BEFORE_1970 = 719_528;
    private static final int FIRST_YEAR = 1970;
    private static final int SHORTEST = "1970-01-01T00:00:00".length();

    /** The last second that the number form may state: as much as nanoseconds in a {@code long} can hold. */
    private static final long LARGEST_EPOCH_NANOS = 9_200_000_000_000_000_000L;

    private static final int NO_OFFSET = Integer.MIN_VALUE;
    private static final long NANOS_OF_SECOND = 1_000_000_000L;
    private static final long LARGEST_AHEAD_SECONDS = 300;

    private EventTime() {}

    /** A time with its zone, exact to the nanosecond; null if the text is none. */
    static @Nullable Instant withZone(char[] text, int offset, int length) {
        return parse(text, offset, offset + length, false);
    }

    /** A time in whole seconds, its fraction cut off, in UTC where it names no zone; null if the text is none. */
    static @Nullable Instant wholeSecond(char[] text, int offset, int length) {
        return parse(text, offset, offset + length, true);
    }

    /**
     * Seconds since 1970, a number in JSON's notation, rounded to the nanosecond; null if it is negative or later than the
     * year 2261.
     */
    static @Nullable Instant epochSeconds(char[] text, int offset, int length) {
        long nanos = Decimal.billionths(text, offset, length, LARGEST_EPOCH_NANOS);
        if (nanos == Decimal.OUT_OF_RANGE || Decimal.isBelowZero(text, offset, length)) {
            return null;
        }
        return Instant.ofEpochSecond(nanos / NANOS_OF_SECOND, nanos % NANOS_OF_SECOND);
    }

    /** Whether it is more than 5 minutes later than now. */
    static boolean isTooFarAhead(Instant time, Instant now) {
        long ahead = time.getEpochSecond() - now.getEpochSecond();
        return ahead > LARGEST_AHEAD_SECONDS || (ahead == LARGEST_AHEAD_SECONDS && time.getNano() > now.getNano());
    }

    private static @Nullable Instant parse(char[] text, int at, int end, boolean wholeSecond) {
        if (end - at < SHORTEST
                || text[at + 4] != '-'
                || text[at + 7] != '-'
                || !(text[at + 10] == 'T' || text[at + 10] == 't' || text[at + 10] == ' ')
                || text[at + 13] != ':'
                || text[at + 16] != ':') {
            return null;
        }
        int century = twoDigits(text, at);
        int yearOfCentury = twoDigits(text, at + 2);
        int month = twoDigits(text, at + 5);
        int day = twoDigits(text, at + 8);
        int hour = twoDigits(text, at + 11);
        int minute = twoDigits(text, at + 14);
        int second = twoDigits(text, at + 17);
        int year = century * 100 + yearOfCentury;
        if ((century | yearOfCentury | month | day | hour | minute | second) < 0
                || year < FIRST_YEAR
                || month < 1
                || month > 12
                || day < 1
                || day > daysOf(month, year)
                || hour > 23
                || minute > 59
                || second > 60) {
            return null;
        }
        int fraction = at + SHORTEST;
        int zone = endOfFraction(text, fraction, end);
        int offsetSeconds = zone < 0 ? NO_OFFSET : offset(text, zone, end, wholeSecond);
        if (offsetSeconds == NO_OFFSET) {
            return null;
        }
        long seconds =
                epochDay(year, month, day) * SECONDS_OF_DAY + hour * 3600L + minute * 60L + second - offsetSeconds;
        if (second == 60 && seconds % SECONDS_OF_DAY != 0) {
            return null;
        }
        return Instant.ofEpochSecond(seconds, wholeSecond || second == 60 ? 0 : nanos(text, fraction, zone));
    }

    /** The zone's offset in seconds, or {@link #NO_OFFSET} if what stands there is none. */
    private static int offset(char[] text, int at, int end, boolean mayBeAbsent) {
        if (at == end) {
            return mayBeAbsent ? 0 : NO_OFFSET;
        }
        char sign = text[at];
        if (sign == 'Z' || sign == 'z') {
            return at + 1 == end ? 0 : NO_OFFSET;
        }
        if (end - at != "+00:00".length() || !(sign == '+' || sign == '-') || text[at + 3] != ':') {
            return NO_OFFSET;
        }
        int hours = twoDigits(text, at + 1);
        int minutes = twoDigits(text, at + 4);
        if ((hours | minutes) < 0 || hours > 23 || minutes > 59) {
            return NO_OFFSET;
        }
        int seconds = hours * 3600 + minutes * 60;
        return sign == '-' ? -seconds : seconds;
    }

    /** Where the fraction that may stand at {@code at} ends, or -1 if it has no digits. */
    private static int endOfFraction(char[] text, int at, int end) {
        if (at == end || text[at] != '.') {
            return at;
        }
        int digit = at + 1;
        while (digit < end && isDigit(text[digit])) {
            digit++;
        }
        return digit == at + 1 ? -1 : digit;
    }

    private static long nanos(char[] text, int from, int end) {
        long nanos = 0;
        long unit = NANOS_OF_SECOND / 10;
        for (int at = from + 1; at < end && unit > 0; at++) {
            nanos += (text[at] - '0') * unit;
            unit /= 10;
        }
        return nanos;
    }

    /** The number that two digits make, or a negative one if they are no digits. */
    private static int twoDigits(char[] text, int at) {
        char tens = text[at];
        char ones = text[at + 1];
        return isDigit(tens) && isDigit(ones) ? (tens - '0') * 10 + (ones - '0') : -1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int daysOf(int month, int year) {
        return switch (month) {
            case 2 -> isLeap(year) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    private static boolean isLeap(int year) {
        return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    /** The days from 1970-01-01 to that day of the Gregorian calendar. */
    private static long epochDay(int year, int month, int day) {
        long days = 365L * year + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
        days += (367L * month - 362) / 12 + day - 1;
        if (month > 2) {
            days -= isLeap(year) ? 1 : 2;
        }
        return days - DAYS_BEFORE_1970;
    }
}
