package io.spendbell.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value that a parser stands at, which is not null; what is not as it should be is a fault that names the path. A
 * scalar only: the parser does not move. Stateless.
 */
final class Strict {
    private static final String MOMENT_RULE =
            "RFC 3339 with a zone, such as 2026-09-01T12:00:00Z, or epoch seconds, from 1970 on";
    private static final String DATE_RULE = "a date, such as 2026-12-31, from 1970 on";
    private static final int DATE_LENGTH = "2026-12-31".length();
    private static final int FIRST_YEAR = 1970;
    private static final int LONGEST_CODE = 16;
    private static final int FIRST_CODE = 100;
    private static final int LAST_CODE = 599;
    private static final long LONGEST_SECONDS = 31_536_000;
    private static final long LARGEST_COUNT = 1_000_000_000;
    private static final long NANOS_OF_SECOND = 1_000_000_000L;

    private Strict() {}

    /** A string of at most so many characters; an empty one counts as absent. */
    static @Nullable String text(JsonParser parser, JsonToken value, String path, int longest)
            throws IOException, InvalidEventException {
        if (value != JsonToken.VALUE_STRING) {
            throw wrongType(parser, value, path, "a string");
        }
        String text = parser.getText();
        requireSound(text, path, longest);
        return text.isEmpty() ? null : text;
    }

    /** Fails where a text is longer than so many characters, or holds half of a surrogate pair. */
    static void requireSound(String text, String path, int longest) throws InvalidEventException {
        if (text.length() > longest && text.codePointCount(0, text.length()) > longest) {
            String size = text.codePointCount(0, text.length()) + " characters";
            throw InvalidEventException.unexpected(path, size, "at most " + longest);
        }
        if (FieldReader.hasUnpairedSurrogate(text)) {
            throw InvalidEventException.unexpected(path, "a text", "no half of a surrogate pair");
        }
    }

    /** An amount that is not negative. */
    static Usd money(JsonParser parser, JsonToken value, String path) throws IOException, InvalidEventException {
        if (!Lenient.isNumber(value)) {
            throw wrongType(parser, value, path, "a number");
        }
        Usd amount = Lenient.money(parser, value);
        if (amount == null) {
            throw InvalidEventException.unexpected(path, parser.getText(), "from 0 to 4000000000");
        }
        return amount;
    }

    /** A point in time, which may be ahead: RFC 3339, or epoch seconds. */
    static Instant moment(JsonParser parser, JsonToken value, String path) throws IOException, InvalidEventException {
        if (value != JsonToken.VALUE_STRING && !Lenient.isNumber(value)) {
            throw wrongType(parser, value, path, MOMENT_RULE);
        }
        char[] text = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        int length = parser.getTextLength();
        Instant moment = value == JsonToken.VALUE_STRING
                ? EventTime.withZone(text, offset, length)
                : EventTime.epochSeconds(text, offset, length);
        if (moment == null) {
            throw InvalidEventException.unexpected(path, parser.getText(), MOMENT_RULE);
        }
        return moment;
    }

    /** A day, as RFC 3339 writes it. */
    static LocalDate date(JsonParser parser, JsonToken value, String path) throws IOException, InvalidEventException {
        if (value != JsonToken.VALUE_STRING) {
            throw wrongType(parser, value, path, DATE_RULE);
        }
        String text = parser.getText();
        try {
            if (text.length() == DATE_LENGTH) {
                LocalDate date = LocalDate.parse(text);
                if (date.getYear() >= FIRST_YEAR) {
                    return date;
                }
            }
        } catch (DateTimeException e) {
            // It is told below, with all that is no date.
        }
        throw InvalidEventException.unexpected(path, text, DATE_RULE);
    }

    /** An HTTP status. */
    static int statusCode(JsonParser parser, JsonToken value, String path) throws IOException, InvalidEventException {
        if (!Lenient.isNumber(value)) {
            throw wrongType(parser, value, path, "a number");
        }
        double code = parser.getTextLength() > LONGEST_CODE ? -1 : parser.getDoubleValue();
        if (code < FIRST_CODE || code > LAST_CODE || code != Math.rint(code)) {
            throw InvalidEventException.unexpected(path, parser.getText(), "a whole number from 100 to 599");
        }
        return (int) code;
    }

    /** A length of time, to the nanosecond. */
    static Duration seconds(JsonParser parser, JsonToken value, String path) throws IOException, InvalidEventException {
        if (!Lenient.isNumber(value)) {
            throw wrongType(parser, value, path, "a number");
        }
        long nanos = Decimal.billionths(
                parser.getTextCharacters(),
                parser.getTextOffset(),
                parser.getTextLength(),
                LONGEST_SECONDS * NANOS_OF_SECOND);
        if (nanos == Decimal.OUT_OF_RANGE
                || Decimal.isBelowZero(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength())) {
            throw InvalidEventException.unexpected(path, parser.getText(), "seconds, from 0 to " + LONGEST_SECONDS);
        }
        return Duration.ofNanos(nanos);
    }

    /** How many there were of something. */
    static long count(JsonParser parser, JsonToken value, String path) throws IOException, InvalidEventException {
        if (!Lenient.isNumber(value)) {
            throw wrongType(parser, value, path, "a number");
        }
        double count = parser.getTextLength() > LONGEST_CODE ? -1 : parser.getDoubleValue();
        if (count < 0 || count > LARGEST_COUNT || count != Math.rint(count)) {
            throw InvalidEventException.unexpected(path, parser.getText(), "a whole number from 0 to " + LARGEST_COUNT);
        }
        return (long) count;
    }

    /** Whether something is so. */
    static boolean truth(JsonParser parser, JsonToken value, String path) throws IOException, InvalidEventException {
        if (value != JsonToken.VALUE_TRUE && value != JsonToken.VALUE_FALSE) {
            throw wrongType(parser, value, path, "true or false");
        }
        return value == JsonToken.VALUE_TRUE;
    }

    static InvalidEventException wrongType(JsonParser parser, JsonToken value, String path, String rule)
            throws IOException {
        String shown = switch (value) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> '"' + parser.getText() + '"';
            default -> parser.getText();
        };
        return InvalidEventException.unexpected(path, shown, rule);
    }
}
