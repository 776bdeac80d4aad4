package io.spendbell.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times with date and zone, and stretches of time, in English words. */
public final class Times {
    private static final DateTimeFormatter DATE_AND_TIME =
            DateTimeFormatter.ofPattern("EEE d MMM uuuu, HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("z", Locale.ENGLISH);

    private Times() {}

    /** Such as {@code Tue 1 Dec 2026, 00:00 CET}. */
    public static String at(Instant instant, ZoneId zone) {
        var local = instant.atZone(zone);
        return DATE_AND_TIME.format(local) + " " + (isUtc(zone) ? "UTC" : ZONE.format(local));
    }

    /** A zone by its name; whatever has the rules of UTC is UTC. */
    public static String name(ZoneId zone) {
        return isUtc(zone) ? "UTC" : zone.getId();
    }

    private static boolean isUtc(ZoneId zone) {
        return zone.getRules().equals(ZoneOffset.UTC.getRules());
    }

    /** Such as {@code in 7 days 2 h}, {@code now}, {@code 14 min ago}. */
    public static String relative(Instant instant, Instant now) {
        Duration ahead = Duration.between(now, instant);
        if (ahead.abs().compareTo(Duration.ofMinutes(1)) < 0) {
            return "now";
        }
        return ahead.isNegative() ? length(ahead.negated()) + " ago" : "in " + length(ahead);
    }

    /** The two largest units of a stretch of time, cut, not rounded: {@code 7 days 2 h}, {@code 2 h 5 min}, {@code 40 s}. */
    public static String length(Duration length) {
        long days = length.toDays();
        int hours = length.toHoursPart();
        int minutes = length.toMinutesPart();
        if (days > 0) {
            return days + (days == 1 ? " day" : " days") + (hours > 0 ? " " + hours + " h" : "");
        }
        if (hours > 0) {
            return hours + " h" + (minutes > 0 ? " " + minutes + " min" : "");
        }
        return minutes > 0 ? minutes + " min" : length.toSeconds() + " s";
    }
}
