package io.spendbell.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import org.jspecify.annotations.Nullable;

/**
 * Says in a person's words why bytes are not one JSON object, without showing any of them. Positions count bytes from 1.
 * Stateless.
 */
final class JsonSyntax {
    private static final int BYTE_ORDER_MARK = 0xEF;

    private JsonSyntax() {}

    /**
     * Fails if the bytes are not UTF-8 or do not begin like an object. What passes has no NUL byte, so that Jackson cannot
     * take it for UTF-16 or UTF-32.
     *
     * @param mayBeMalformed whether any byte is outside 0x01 to 0x7F
     */
    static void requireObject(byte[] buffer, int offset, int length, boolean mayBeMalformed)
            throws InvalidEventException {
        int malformed = mayBeMalformed ? Utf8.firstMalformed(buffer, offset, length) : -1;
        if (malformed >= 0) {
            throw InvalidEventException.notAnObject(
                    "byte " + (malformed - offset + 1) + (buffer[malformed] == 0 ? " is NUL" : " is not UTF-8"));
        }
        int at = offset;
        while (at < offset + length && isWhiteSpace(buffer[at])) {
            at++;
        }
        if (at == offset + length) {
            throw InvalidEventException.notAnObject("it is empty");
        }
        int first = buffer[at] & 0xFF;
        if (first != '{') {
            throw InvalidEventException.notAnObject(
                    first == BYTE_ORDER_MARK
                            ? "it begins with a byte order mark or a foreign character"
                            : first == '[' ? "it is a list" : "it does not begin with {");
        }
    }

    /** What Jackson found wrong. */
    static InvalidEventException explain(Exception problem, EventParser parsers) {
        if (problem instanceof EventParser.EventEnd) {
            return InvalidEventException.notAnObject("it ends before the object does");
        }
        if (problem instanceof StreamConstraintsException) {
            return InvalidEventException.notAnObject(bound(problem));
        }
        if (problem instanceof JsonProcessingException json && json.getLocation() != null) {
            long position = parsers.positionInEvent(json.getLocation().getByteOffset()) + 1;
            return InvalidEventException.notAnObject(kind(json.getOriginalMessage()) + " near byte " + position);
        }
        return InvalidEventException.notAnObject("it cannot be read");
    }

    private static String bound(Exception problem) {
        String message = String.valueOf(problem.getMessage());
        if (message.contains("nesting depth")) {
            return "nested deeper than " + EventParser.DEEPEST + " levels";
        }
        return message.contains("Name length")
                ? "a name of more than " + EventParser.LONGEST_NAME + " bytes"
                : "a text or a number of more than " + EventParser.LONGEST_TEXT + " characters";
    }

    private static String kind(@Nullable String message) {
        if (message != null && message.startsWith("Illegal unquoted character")) {
            return "a control character in a string";
        }
        return message != null && message.contains("escape") ? "an unknown escape" : "unexpected text";
    }

    private static boolean isWhiteSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}
