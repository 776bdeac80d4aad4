package io.spendbell.delivery;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code Retry-After}: seconds or an HTTP date (RFC 9110, section 10.2.3). */
public final class RetryAfter {
    /** A longer wait is taken for a mistake of the sender and cut to this. */
    static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    /** The time that it names, not before now; null where it is absent or names none. */
    public static @Nullable Instant read(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        String text = header.trim();
        Instant until = isNumber(text) ? seconds(text, now) : date(text);
        if (until == null) {
            return null;
        }
        Instant latest = now.plus(LONGEST);
        return until.isBefore(now) ? now : until.isAfter(latest) ? latest : until;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Instant seconds(String digits, Instant now) {
        return digits.length() > 9 ? now.plus(LONGEST) : now.plusSeconds(Long.parseLong(digits));
    }

    private static @Nullable Instant date(String text) {
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
