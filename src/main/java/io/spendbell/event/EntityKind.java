package io.spendbell.event;

import org.jspecify.annotations.Nullable;

/** The kinds of things that a budget can belong to, by their names on the wire ({@code event_group}). */
public enum EntityKind {
    KEY("key"),
    USER("user"),
    TEAM("team"),
    TEAM_MEMBER("team_member"),
    ORGANIZATION("organization"),
    PROJECT("project"),
    CUSTOMER("end_user"),
    TAG("tag"),
    MODEL("model"),
    PROVIDER("provider"),
    PROXY("proxy"),
    /** One of Spendbell's own destinations, as the subject of a notice; no event speaks of it. */
    DESTINATION("destination"),
    /** One of Spendbell's own configured budgets, as the subject of a notice; no event speaks of it. */
    BUDGET("budget"),
    /** The store that replicas share, as the subject of a notice; no event speaks of it. */
    STORE("store"),
    /** A gateway's deployment of a model, as the subject of a cooldown; no budget belongs to it. */
    DEPLOYMENT("deployment"),
    /** A provider's region, as the subject of an outage; no budget belongs to it. */
    REGION("region");

    private final String wireName;

    EntityKind(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** Whether budgets belong to entities of this kind, so that events may name it. */
    public boolean hasBudgets() {
        return this != DESTINATION && this != BUDGET && this != STORE && this != DEPLOYMENT && this != REGION;
    }

    /** The kind that events call {@code wireName}, or null where there is none. */
    public static @Nullable EntityKind ofWireName(String wireName) {
        for (EntityKind kind : VALUES) {
            if (kind.wireName.equals(wireName) && kind.hasBudgets()) {
                return kind;
            }
        }
        return null;
    }

    private static final EntityKind[] VALUES = values();
}
