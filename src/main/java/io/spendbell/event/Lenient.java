package io.spendbell.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value that a parser stands at, and leaves the parser at its end; what is not as it should be is as if it were
 * absent. Stateless.
 */
final class Lenient {
    private Lenient() {}

    /** A string that is not empty and of at most so many characters. */
    static @Nullable String text(JsonParser parser, JsonToken value, int longest) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            parser.skipChildren();
            return null;
        }
        if (parser.getTextLength() > 2 * longest) {
            return null;
        }
        String text = parser.getText();
        boolean isSound = !text.isEmpty()
                && text.codePointCount(0, text.length()) <= longest
                && !FieldReader.hasUnpairedSurrogate(text);
        return isSound ? text : null;
    }

    /** The strings of a list that are as they should be, the first {@value Field#MOST_TAGS} of them. */
    static List<String> texts(JsonParser parser, JsonToken value, int longest) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return List.of();
        }
        List<String> texts = new ArrayList<>(4);
        JsonToken each;
        while ((each = parser.nextToken()) != JsonToken.END_ARRAY) {
            String text = text(parser, each, longest);
            if (text != null && texts.size() < Field.MOST_TAGS) {
                texts.add(text);
            }
        }
        return List.copyOf(texts);
    }

    /** An amount that is not negative: a number, or one in a string. */
    static @Nullable Usd money(JsonParser parser, JsonToken value) throws IOException {
        if (!isNumber(value) && value != JsonToken.VALUE_STRING) {
            return null;
        }
        char[] text = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        int length = parser.getTextLength();
        try {
            Usd amount = Usd.parse(text, offset, length);
            return amount == null || Decimal.isBelowZero(text, offset, length) ? null : amount;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Epoch seconds: a number, or one in a string. */
    static @Nullable Instant epochSeconds(JsonParser parser) throws IOException {
        try {
            return EventTime.epochSeconds(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Epoch seconds, a number or one in a string; nothing where it is anything else. */
    static @Nullable Instant moment(JsonParser parser, JsonToken value) throws IOException {
        if (isNumber(value) || value == JsonToken.VALUE_STRING) {
            return epochSeconds(parser);
        }
        parser.skipChildren();
        return null;
    }

    /** A length of time in seconds; nothing where it is anything else. */
    static @Nullable Duration seconds(JsonParser parser, JsonToken value) throws IOException {
        try {
            if (isNumber(value)) {
                return Strict.seconds(parser, value, "");
            }
        } catch (InvalidEventException e) {
            return null;
        }
        parser.skipChildren();
        return null;
    }

    /** A whole number that is not negative; nothing where it is anything else. */
    static @Nullable Long count(JsonParser parser, JsonToken value) throws IOException {
        try {
            if (isNumber(value)) {
                return Strict.count(parser, value, "");
            }
        } catch (InvalidEventException e) {
            return null;
        }
        parser.skipChildren();
        return null;
    }

    /** The beginning of a string, of at most so many characters, secrets left out; nothing where it is empty. */
    static @Nullable String beginning(JsonParser parser, JsonToken value, int longest) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            parser.skipChildren();
            return null;
        }
        String text = parser.getText();
        int end = Math.min(longest, text.length());
        if (end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        String beginning = text.substring(0, end).strip();
        return beginning.isEmpty() || FieldReader.hasUnpairedSurrogate(beginning) ? null : Redaction.of(beginning);
    }

    /** RFC 3339, to the second. */
    static @Nullable Instant resetTime(JsonParser parser, JsonToken value) throws IOException {
        return value == JsonToken.VALUE_STRING
                ? EventTime.wholeSecond(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength())
                : null;
    }

    static boolean isNumber(JsonToken value) {
        return value == JsonToken.VALUE_NUMBER_FLOAT || value == JsonToken.VALUE_NUMBER_INT;
    }
}
