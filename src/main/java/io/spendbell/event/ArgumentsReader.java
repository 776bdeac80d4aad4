package io.spendbell.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object of names and scalars as texts. Secrets are left out as they are read; of a list or an object it is only
 * kept that there is one. It always reads the object to its end. Not safe for use from several threads.
 */
final class ArgumentsReader {
    static final int MOST = 64;
    static final int LONGEST_NAME = 128;
    static final int LONGEST_VALUE = 4096;

    private static final String RULE = "an object";
    private static final int LONGEST_NUMBER = 40;

    private final String path;
    private final Map<String, String> arguments = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private @Nullable InvalidEventException fault;

    private ArgumentsReader(String path) {
        this.path = path;
    }

    /** The arguments at which a parser stands, those left out that are null. */
    static Map<String, String> read(JsonParser parser, JsonToken value, String path)
            throws IOException, InvalidEventException {
        if (value != JsonToken.START_OBJECT) {
            throw Strict.wrongType(parser, value, path, RULE);
        }
        ArgumentsReader reader = new ArgumentsReader(path);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            reader.argument(parser, name, parser.nextToken());
            parser.skipChildren();
        }
        if (reader.fault != null) {
            throw reader.fault;
        }
        return reader.arguments;
    }

    private void argument(JsonParser parser, String name, JsonToken value) throws IOException {
        if (fault != null) {
            return;
        }
        try {
            Strict.requireSound(name, path, LONGEST_NAME);
            names.add(name);
            if (names.size() > MOST) {
                throw InvalidEventException.unexpected(path, "more than " + MOST + " names", "at most " + MOST);
            }
            String text = text(parser, name, value);
            if (text == null) {
                arguments.remove(name);
            } else {
                arguments.put(name, text);
            }
        } catch (InvalidEventException e) {
            fault = e;
        }
    }

    private @Nullable String text(JsonParser parser, String name, JsonToken value)
            throws IOException, InvalidEventException {
        return switch (value) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            case START_ARRAY -> "(a list)";
            case START_OBJECT -> "(an object)";
            case VALUE_STRING -> {
                String text = parser.getText();
                Strict.requireSound(text, path, LONGEST_VALUE);
                yield Redaction.isSecretName(name) ? Redaction.HIDDEN : Redaction.of(text);
            }
            default -> {
                boolean shown = parser.getTextLength() <= LONGEST_NUMBER && !Redaction.isSecretName(name);
                yield shown ? parser.getText() : Redaction.HIDDEN;
            }
        };
    }
}
