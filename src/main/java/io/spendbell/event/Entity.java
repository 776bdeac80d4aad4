package io.spendbell.event;

import org.jspecify.annotations.Nullable;

/**
 * What a budget belongs to: a kind and the id that is unique within the kind.
 *
 * @param kind which kind of thing it is
 * @param id its id, never empty; the one proxy is {@code proxy}, a team member is written by {@link #teamMember}
 */
public record Entity(EntityKind kind, String id) {
    public static final Entity PROXY = new Entity(EntityKind.PROXY, "proxy");

    public Entity {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("id: \"\" (expected: not empty)");
        }
    }

    /**
     * A member of a team, {@code <team>/<user>}. A slash or percent sign inside either id is percent-encoded, so that two
     * different members never share an id.
     */
    public static Entity teamMember(String teamId, String userId) {
        return new Entity(EntityKind.TEAM_MEMBER, escaped(teamId) + "/" + escaped(userId));
    }

    private static String escaped(String id) {
        return id.indexOf('%') < 0 && id.indexOf('/') < 0
                ? id
                : id.replace("%", "%25").replace("/", "%2F");
    }

    // By hand, for what a record brings is linked while a start waits: docs/performance.md.
    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Entity other && kind == other.kind && id.equals(other.id);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + id.hashCode();
    }

    @Override
    public String toString() {
        return kind.wireName() + ":" + id;
    }
}
