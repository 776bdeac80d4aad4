package io.spendbell.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads LiteLLM's {@code error_information}: what a call failed of, without its traceback. What is not as it should be is as if
 * it were absent. Stateless.
 */
final class CallFailureReader {
    private static final int LONGEST_NAME = 256;

    /** Much longer than what is told of it, so that a secret at the end of that is known by its form. */
    private static final int LONGEST_MESSAGE = 4_000;

    private static final int FIRST_CODE = 100;
    private static final int LAST_CODE = 599;
    private static final String OWN_LIMIT = "litellm_rate_limit";
    private static final Set<String> OWN_LIMIT_TYPES = Set.of("budget", "max_iterations");

    private CallFailureReader() {}

    /** The failure that the parser stands at; null where that is no object. */
    static @Nullable CallFailure read(JsonParser parser, JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return null;
        }
        Integer code = null;
        String errorClass = null;
        String message = null;
        String category = null;
        String limit = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken inner = parser.nextToken();
            switch (name) {
                case "error_code" -> code = code(parser, inner);
                case "error_class" -> errorClass = errorClass(parser, inner);
                case "error_message" -> message = message(parser, inner);
                case "error_rate_limit_category" -> category = Lenient.text(parser, inner, LONGEST_NAME);
                case "error_rate_limit_type" -> limit = Lenient.text(parser, inner, LONGEST_NAME);
                default -> parser.skipChildren();
            }
        }
        return CallFailure.logged(
                code,
                errorClass,
                message,
                OWN_LIMIT.equals(category) || (limit != null && OWN_LIMIT_TYPES.contains(limit)));
    }

    /** The error's name, secrets left out. */
    static @Nullable String errorClass(JsonParser parser, JsonToken value) throws IOException {
        String text = Lenient.text(parser, value, LONGEST_NAME);
        return text == null ? null : Redaction.of(text);
    }

    /** The beginning of the error's message, secrets left out. */
    static @Nullable String message(JsonParser parser, JsonToken value) throws IOException {
        return Lenient.beginning(parser, value, LONGEST_MESSAGE);
    }

    /** A status, which LiteLLM writes as a string. */
    private static @Nullable Integer code(JsonParser parser, JsonToken value) throws IOException {
        if (!Lenient.isNumber(value) && value != JsonToken.VALUE_STRING) {
            parser.skipChildren();
            return null;
        }
        String text = parser.getText();
        if (text.length() != String.valueOf(FIRST_CODE).length()
                || !text.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            return null;
        }
        int code = Integer.parseInt(text);
        return code < FIRST_CODE || code > LAST_CODE ? null : code;
    }
}
