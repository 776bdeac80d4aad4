package io.spendbell.traffic;

import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an LLM call went, as closely as that was said: to a deployment, else to a model at an address, else to a provider.
 *
 * @param entity whom alerts concern
 * @param apiBase the address; null where none was said, or where a deployment was
 */
record Place(Entity entity, @Nullable String apiBase) {

    private static final List<EntityKind> KINDS =
            List.of(EntityKind.DEPLOYMENT, EntityKind.MODEL, EntityKind.PROVIDER, EntityKind.PROXY);

    static Place of(EntityFields fields) {
        if (fields.deploymentId() != null) {
            return new Place(new Entity(EntityKind.DEPLOYMENT, fields.deploymentId()), null);
        }
        String model = fields.model() != null ? fields.model() : fields.modelGroup();
        if (model != null) {
            return new Place(new Entity(EntityKind.MODEL, model), fields.apiBase());
        }
        return fields.provider() != null
                ? new Place(new Entity(EntityKind.PROVIDER, fields.provider()), fields.apiBase())
                : new Place(Entity.PROXY, fields.apiBase());
    }

    /** Whether it was said where the call went. */
    boolean isKnown() {
        return !entity.equals(Entity.PROXY) || apiBase != null;
    }

    /** The place as one line of text, the same for equal places only. */
    String name() {
        String at = apiBase == null ? "" : oneLine(apiBase);
        return at.length() + ":" + at + entity.kind().wireName() + ":" + oneLine(entity.id());
    }

    /** The place of a {@link #name}; line breaks and bars in what it tells are not as they were. */
    static Place ofName(String name) {
        int colon = name.indexOf(':');
        int length = Integer.parseInt(name.substring(0, colon));
        String at = name.substring(colon + 1, colon + 1 + length);
        String rest = name.substring(colon + 1 + length);
        int next = rest.indexOf(':');
        EntityKind kind = kindOf(rest.substring(0, next));
        return new Place(new Entity(kind, rest.substring(next + 1)), at.isEmpty() ? null : at);
    }

    private static EntityKind kindOf(String wireName) {
        for (EntityKind kind : KINDS) {
            if (kind.wireName().equals(wireName)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(wireName + ": no kind of place");
    }

    /** So that it can stand in a name of several parts; nobody has line breaks in what it tells apart. */
    static String oneLine(String foreign) {
        return foreign.replace('\n', ' ').replace('|', '/');
    }
}
