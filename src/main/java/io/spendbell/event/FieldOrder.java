package io.spendbell.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tells which field comes next. A sender writes its fields in the same order each time: the one that followed last time is
 * tried first, which costs a comparison of bytes; any other is looked up by its name. Not safe for use from several threads.
 */
final class FieldOrder {
    private static final SerializedString[] WRITTEN = Arrays.stream(Field.values())
            .map(field -> new SerializedString(field.written()))
            .toArray(SerializedString[]::new);
    private static final int FIELDS = WRITTEN.length;
    private static final int FIRST_AT_ROOT = FIELDS;
    private static final int FIRST_IN_USER_INFO = FIELDS + 1;

    private final @Nullable Field[] followers = new @Nullable Field[FIELDS + 2];

    /** The place in the order at which an object begins. */
    static int begin(boolean inUserInfo) {
        return inUserInfo ? FIRST_IN_USER_INFO : FIRST_AT_ROOT;
    }

    /**
     * Goes on to the next field of an object, past those that are not read.
     *
     * @param before where in the order the parser stands: what {@link #begin} says, or the place of the last field
     * @return the field whose value comes next, or null at the object's end
     */
    @Nullable
    Field next(JsonParser parser, int before, boolean inUserInfo) throws IOException {
        Field expected = followers[before];
        if (expected != null && parser.nextFieldName(WRITTEN[expected.place()])) {
            return expected;
        }
        JsonToken token = expected == null ? parser.nextToken() : parser.currentToken();
        while (token == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            Field found = inUserInfo ? Field.inUserInfo(name) : Field.atRoot(name);
            if (found != null) {
                followers[before] = found;
                return found;
            }
            parser.nextToken();
            parser.skipChildren();
            token = parser.nextToken();
        }
        return null;
    }
}
