package io.spendbell.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.spendbell.event.ManagementEvent.Actor;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads who did something; secrets are left out as they are read. It always reads the object to its end. Stateless. */
final class ActorReader {
    private static final String PATH = "actor";
    private static final String USER_ID = "user_id";
    private static final String USER_ROLE = "user_role";
    private static final String KEY_ALIAS = "key_alias";
    private static final Set<String> NAMES = Set.of(USER_ID, USER_ROLE, KEY_ALIAS);
    private static final int LONGEST = 1024;

    private ActorReader() {}

    static Actor read(JsonParser parser, JsonToken value) throws IOException, InvalidEventException {
        if (value != JsonToken.START_OBJECT) {
            throw Strict.wrongType(parser, value, PATH, "an object");
        }
        Map<String, String> texts = new HashMap<>();
        Map<String, InvalidEventException> faults = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken inner = parser.nextToken();
            if (NAMES.contains(name)) {
                texts.remove(name);
                faults.remove(name);
                try {
                    String text = inner == JsonToken.VALUE_NULL
                            ? null
                            : Strict.text(parser, inner, PATH + "." + name, LONGEST);
                    if (text != null) {
                        texts.put(name, Redaction.of(text));
                    }
                } catch (InvalidEventException e) {
                    faults.put(name, e);
                }
            }
            parser.skipChildren();
        }
        for (InvalidEventException fault : faults.values()) {
            throw fault;
        }
        return new Actor(texts.get(USER_ID), texts.get(USER_ROLE), texts.get(KEY_ALIAS));
    }
}
