package io.spendbell.event;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of events that come often, by their names on the wire, and which fields each of them has; what else it carries is
 * ignored. The others are {@link GatewayKind}s.
 */
enum EventKind {
    BUDGET(EnumSet.range(Field.EVENT, Field.PROJECTED_EXCEEDED_DATE)),
    SPEND(with(Field.COST)),
    ALERT(with(Field.ALERT_TYPE, Field.LEVEL, Field.MESSAGE)),
    SYNC(with());

    static final String RULE = "a kind of event, such as budget, spend, alert or sync";

    /** The bits of the fields that every event has. */
    static final long COMMON_FIELDS = bits(EnumSet.range(Field.EVENT, Field.REGION));

    private final long fields;

    EventKind(Set<Field> fields) {
        this.fields = bits(fields);
    }

    /** The bits of the fields that the kind has. */
    long fields() {
        return fields;
    }

    /** The kind of that name, or null where it is none of ours. */
    static @Nullable EventKind of(String name) {
        return switch (name) {
            case "budget" -> BUDGET;
            case "spend" -> SPEND;
            case "alert" -> ALERT;
            case "sync" -> SYNC;
            default -> null;
        };
    }

    /** Why an object without a known name is no event. */
    static InvalidEventException unknown(@Nullable String name) {
        if (name == null) {
            return InvalidEventException.missing(Field.EVENT.path(), RULE);
        }
        return InvalidEventException.unexpected(Field.EVENT.path(), name, RULE);
    }

    private static long bits(Set<Field> fields) {
        long bits = 0;
        for (Field field : fields) {
            bits |= field.bit();
        }
        return bits;
    }

    private static Set<Field> with(Field... own) {
        Set<Field> fields = EnumSet.range(Field.EVENT, Field.REGION);
        fields.addAll(Set.of(own));
        return fields;
    }
}
