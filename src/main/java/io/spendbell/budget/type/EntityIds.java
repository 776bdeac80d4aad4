package io.spendbell.budget.type;

import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.InvalidEventException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads from an event's fields which entity of a kind it concerns. */
public final class EntityIds {

    private EntityIds() {}

    /** The one entity of that kind that the fields name, or null where they name none; of tags the one in {@code tag}. */
    public static @Nullable Entity entity(EntityKind kind, EntityFields fields) {
        if (kind == EntityKind.PROXY) {
            return Entity.PROXY;
        }
        if (kind == EntityKind.TEAM_MEMBER) {
            String team = present(fields.teamId());
            String user = present(fields.userId());
            return team == null || user == null ? null : Entity.teamMember(team, user);
        }
        String id = id(kind, fields);
        return id == null ? null : new Entity(kind, id);
    }

    /** The entity of that kind; fails naming the field that is missing. */
    public static Entity required(EntityKind kind, EntityFields fields) throws InvalidEventException {
        Entity entity = entity(kind, fields);
        if (entity == null) {
            throw InvalidEventException.missing("user_info." + missingField(kind, fields), rule(kind));
        }
        return entity;
    }

    /** Every id of that kind that a call concerns: one, or each of its tags once. */
    public static void forEachId(EntityKind kind, EntityFields fields, Consumer<String> action) {
        if (kind == EntityKind.TAG && !fields.tags().isEmpty()) {
            fields.tags().stream().distinct().filter(tag -> !tag.isEmpty()).forEach(action);
            return;
        }
        Entity entity = entity(kind, fields);
        if (entity != null) {
            action.accept(entity.id());
        }
    }

    /** The alias of the entity of that kind, where the kind has aliases and the fields name one. */
    public static @Nullable String alias(EntityKind kind, EntityFields fields) {
        return switch (kind) {
            case KEY -> present(fields.keyAlias());
            case TEAM -> present(fields.teamAlias());
            default -> null;
        };
    }

    private static @Nullable String id(EntityKind kind, EntityFields fields) {
        return switch (kind) {
            case KEY -> present(fields.token()) != null ? fields.token() : present(fields.keyAlias());
            case USER -> present(fields.userId());
            case TEAM -> present(fields.teamId());
            case ORGANIZATION -> present(fields.organizationId());
            case PROJECT -> present(fields.projectId());
            case CUSTOMER -> present(fields.customerId());
            case TAG -> present(fields.tag());
            case MODEL -> present(fields.model());
            case PROVIDER -> present(fields.provider());
            case TEAM_MEMBER, PROXY, DESTINATION, BUDGET, STORE, DEPLOYMENT, REGION -> null;
        };
    }

    private static String missingField(EntityKind kind, EntityFields fields) {
        return switch (kind) {
            case KEY -> "token";
            case USER -> "user_id";
            case TEAM -> "team_id";
            case TEAM_MEMBER -> present(fields.teamId()) == null ? "team_id" : "user_id";
            case ORGANIZATION -> "organization_id";
            case PROJECT -> "project_id";
            case CUSTOMER -> "customer_id";
            case TAG -> "tag";
            case MODEL -> "model";
            case PROVIDER -> "provider";
            case PROXY, DESTINATION, BUDGET, STORE, DEPLOYMENT, REGION -> "event_group";
        };
    }

    private static String rule(EntityKind kind) {
        return switch (kind) {
            case KEY -> "the key's hash, or a key_alias";
            case TEAM_MEMBER -> "a team_id and a user_id, not empty";
            default -> "the id of a " + kind.wireName() + ", not empty";
        };
    }

    private static @Nullable String present(@Nullable String id) {
        return id == null || id.isEmpty() ? null : id;
    }
}
