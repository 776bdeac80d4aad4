package io.spendbell.event;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Somebody created, changed or deleted a key, a team or a user. At least one of actor and arguments is known.
 *
 * @param subject what was changed: {@link EntityKind#KEY}, {@link EntityKind#TEAM} or {@link EntityKind#USER}
 * @param actor who did it; null where the gateway did not say
 * @param arguments what was asked for, in the order in which it was told, secrets left out; foreign text
 */
public record ManagementEvent(
        @Nullable String id,
        @Nullable Instant time,
        EntityFields fields,
        EntityKind subject,
        Action action,
        @Nullable Actor actor,
        Map<String, String> arguments)
        implements GatewayEvent {

    public ManagementEvent {
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }

    /** What was done. */
    public enum Action {
        CREATED,
        UPDATED,
        DELETED
    }

    /** Who did it: a user, the user's role, and the alias of the key that was used. Foreign text. */
    public record Actor(
            @Nullable String userId,
            @Nullable String userRole,
            @Nullable String keyAlias) {}
}
