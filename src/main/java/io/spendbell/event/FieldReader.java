package io.spendbell.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value that a parser stands before into a draft: a value of the field's type, nothing for null, a fault for
 * anything else. It always leaves the parser behind the value.
 */
final class FieldReader {
    static final String EVENT_GROUPS =
            "key, user, team, team_member, organization, project, end_user, tag, model, provider or proxy";

    private static final String TIME_RULE =
            "RFC 3339 with a zone, such as 2026-09-01T12:00:00Z, or epoch seconds, from 1970 on";
    private static final String EPOCH_RULE = "epoch seconds, from 0 to 5 minutes ahead of now";
    private static final String RESET_RULE = "RFC 3339, such as 2026-10-01T00:00:00Z, from 1970 on";

    private final EventDraft draft;
    private final Names names = new Names();
    private final ResetTimes resetTimes = new ResetTimes();
    private boolean escapes;

    FieldReader(EventDraft draft) {
        this.draft = draft;
    }

    /** Begins with an event; {@code escapes} tells whether its text has any. */
    void begin(boolean escapes) {
        this.escapes = escapes;
    }

    /** A string that must not be empty. */
    void text(JsonParser parser, Field field) throws IOException {
        String text = parser.nextTextValue();
        if (text == null) {
            absentOr(parser, parser.currentToken(), field, "a string");
        } else {
            putText(field, text);
        }
    }

    /** A string out of a closed set, which must not be empty. */
    void name(JsonParser parser, Field field) throws IOException {
        JsonToken token = parser.nextToken();
        if (isText(parser, token, field)) {
            putText(field, nameAt(parser));
        }
    }

    /** A string of which an empty one counts as absent. */
    void optionalText(JsonParser parser, Field field) throws IOException {
        String text = field.hasLowCardinality() ? nextNameValue(parser) : parser.nextTextValue();
        if (text == null) {
            absentOr(parser, parser.currentToken(), field, "a string");
        } else if (isSound(text, field)) {
            draft.put(field, text.isEmpty() ? null : text);
        }
    }

    /** A list of strings, of which empty ones and nulls count as absent. */
    void texts(JsonParser parser, Field field) throws IOException {
        JsonToken token = parser.nextToken();
        if (token != JsonToken.START_ARRAY) {
            absentOr(parser, token, field, "a list of strings");
            return;
        }
        List<String> texts = new ArrayList<>(4);
        InvalidEventException fault = null;
        int count = 0;
        while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
            count++;
            if (fault == null && token == JsonToken.VALUE_STRING && count <= Field.MOST_TAGS) {
                String text = parser.getText();
                fault = fault(text, field);
                if (fault == null && !text.isEmpty()) {
                    texts.add(text);
                }
            } else if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NULL) {
                fault = fault != null ? fault : wrongType(parser, token, field, "a list of strings");
                parser.skipChildren();
            }
        }
        if (fault == null && count > Field.MOST_TAGS) {
            fault = InvalidEventException.unexpected(field.path(), count + " values", "at most " + Field.MOST_TAGS);
        }
        if (fault != null) {
            draft.putFault(field, fault);
        } else {
            draft.put(field, texts.isEmpty() ? null : List.copyOf(texts));
        }
    }

    /** An amount of money. */
    void money(JsonParser parser, Field field, boolean mayBeNegative) throws IOException {
        JsonToken token = parser.nextToken();
        if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
            absentOr(parser, token, field, "a number");
            return;
        }
        char[] text = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        int length = parser.getTextLength();
        if (!mayBeNegative && Decimal.isBelowZero(text, offset, length)) {
            draft.putFault(field, unexpected(field, text, offset, length, "not negative"));
            return;
        }
        Usd amount = Usd.parse(text, offset, length);
        if (amount == null) {
            draft.putFault(field, unexpected(field, text, offset, length, "at most 4000000000 either way"));
        } else {
            draft.put(field, amount);
        }
    }

    /** When it happened: RFC 3339, or epoch seconds. */
    void time(JsonParser parser, Field field) throws IOException {
        JsonToken token = parser.nextToken();
        boolean isString = token == JsonToken.VALUE_STRING;
        if (!isString && token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
            absentOr(parser, token, field, TIME_RULE);
            return;
        }
        char[] text = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        int length = parser.getTextLength();
        Instant time =
                isString ? EventTime.withZone(text, offset, length) : EventTime.epochSeconds(text, offset, length);
        putTime(field, time, text, offset, length, isString ? TIME_RULE : EPOCH_RULE);
    }

    /** When a budget's window ends, to the second; RFC 3339, in UTC where no zone is named. */
    void resetTime(JsonParser parser, Field field) throws IOException {
        JsonToken token = parser.nextToken();
        if (token != JsonToken.VALUE_STRING) {
            absentOr(parser, token, field, RESET_RULE);
            return;
        }
        char[] text = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        int length = parser.getTextLength();
        putTime(field, resetTimes.of(text, offset, length), text, offset, length, RESET_RULE);
    }

    /** What kind of thing a budget belongs to. */
    void eventGroup(JsonParser parser, Field field) throws IOException {
        JsonToken token = parser.nextToken();
        if (isText(parser, token, field)) {
            String text = nameAt(parser);
            EntityKind group = EntityKind.ofWireName(text);
            if (group == null) {
                draft.putFault(field, InvalidEventException.unexpected(field.path(), text, EVENT_GROUPS));
            } else {
                draft.put(field, group);
            }
        }
    }

    /** Notes that the value at the parser is absent, if it is null, or else of a wrong type. */
    void absentOr(JsonParser parser, JsonToken token, Field field, String rule) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            draft.put(field, null);
        } else {
            draft.putFault(field, wrongType(parser, token, field, rule));
            parser.skipChildren();
        }
    }

    /** The string that comes next, or null where something else does. */
    private @Nullable String nextNameValue(JsonParser parser) throws IOException {
        return parser.nextToken() == JsonToken.VALUE_STRING ? nameAt(parser) : null;
    }

    private String nameAt(JsonParser parser) throws IOException {
        return names.of(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    }

    private void putText(Field field, String text) {
        if (text.isEmpty()) {
            draft.putFault(field, InvalidEventException.unexpected(field.path(), "", "not empty"));
        } else if (isSound(text, field)) {
            draft.put(field, text);
        }
    }

    private void putTime(Field field, @Nullable Instant time, char[] text, int offset, int length, String rule) {
        if (time == null) {
            draft.putFault(field, unexpected(field, text, offset, length, rule));
        } else {
            draft.put(field, time);
        }
    }

    private boolean isText(JsonParser parser, JsonToken token, Field field) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return true;
        }
        absentOr(parser, token, field, "a string");
        return false;
    }

    private boolean isSound(String text, Field field) {
        InvalidEventException fault = fault(text, field);
        if (fault != null) {
            draft.putFault(field, fault);
        }
        return fault == null;
    }

    private @Nullable InvalidEventException fault(String text, Field field) {
        int longest = field.longest();
        if (text.length() > longest && text.codePointCount(0, text.length()) > longest) {
            String size = text.codePointCount(0, text.length()) + " characters";
            return InvalidEventException.unexpected(field.path(), size, "at most " + longest);
        }
        if (escapes && hasUnpairedSurrogate(text)) {
            return InvalidEventException.unexpected(field.path(), text, "no half of a surrogate pair");
        }
        return null;
    }

    static boolean hasUnpairedSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isSurrogatePair(c, i + 1 < text.length() ? text.charAt(i + 1) : ' ')) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static InvalidEventException wrongType(JsonParser parser, JsonToken token, Field field, String rule)
            throws IOException {
        String value = switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> '"' + parser.getText() + '"';
            default -> parser.getText();
        };
        return InvalidEventException.unexpected(field.path(), value, rule);
    }

    private static InvalidEventException unexpected(Field field, char[] text, int offset, int length, String rule) {
        return InvalidEventException.unexpected(field.path(), new String(text, offset, length), rule);
    }
}
