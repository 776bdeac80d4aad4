package io.spendbell.event;

import org.jspecify.annotations.Nullable;

/**
 * The fields that are read, by their paths. The first group, up to {@link #REGION}, belongs to every event; the second, up
 * to {@link #PROJECTED_EXCEEDED_DATE}, to {@code budget} events; the others to one kind each.
 */
enum Field {
    EVENT("event", 64, Cardinality.LOW),
    ID("id", 256),
    TIME("time", 0),
    TAGS("tags", 1024),
    TOKEN("token", 1024),
    KEY_ALIAS("key_alias", 1024),
    USER_ID("user_id", 1024),
    USER_EMAIL("user_email", 1024),
    TEAM_ID("team_id", 1024, Cardinality.LOW),
    TEAM_ALIAS("team_alias", 1024, Cardinality.LOW),
    ORGANIZATION_ID("organization_id", 1024, Cardinality.LOW),
    PROJECT_ID("project_id", 1024, Cardinality.LOW),
    CUSTOMER_ID("customer_id", 1024),
    TAG("tag", 1024),
    MODEL("model", 1024, Cardinality.LOW),
    MODEL_GROUP("model_group", 1024, Cardinality.LOW),
    PROVIDER("provider", 1024, Cardinality.LOW),
    API_BASE("api_base", 1024, Cardinality.LOW),
    DEPLOYMENT_ID("deployment_id", 1024, Cardinality.LOW),
    REGION("region", 1024, Cardinality.LOW),

    TYPE("type", 64, Cardinality.LOW),
    USER_INFO("user_info", 0),
    INFO_TAGS("user_info.tags", 1024),
    INFO_TOKEN("user_info.token", 1024),
    INFO_KEY_ALIAS("user_info.key_alias", 1024),
    INFO_USER_ID("user_info.user_id", 1024),
    INFO_USER_EMAIL("user_info.user_email", 1024),
    INFO_TEAM_ID("user_info.team_id", 1024, Cardinality.LOW),
    INFO_TEAM_ALIAS("user_info.team_alias", 1024, Cardinality.LOW),
    INFO_ORGANIZATION_ID("user_info.organization_id", 1024, Cardinality.LOW),
    INFO_PROJECT_ID("user_info.project_id", 1024, Cardinality.LOW),
    INFO_CUSTOMER_ID("user_info.customer_id", 1024),
    INFO_TAG("user_info.tag", 1024),
    INFO_MODEL("user_info.model", 1024, Cardinality.LOW),
    INFO_MODEL_GROUP("user_info.model_group", 1024, Cardinality.LOW),
    INFO_PROVIDER("user_info.provider", 1024, Cardinality.LOW),
    INFO_API_BASE("user_info.api_base", 1024, Cardinality.LOW),
    INFO_DEPLOYMENT_ID("user_info.deployment_id", 1024, Cardinality.LOW),
    INFO_REGION("user_info.region", 1024, Cardinality.LOW),
    EVENT_GROUP("user_info.event_group", 64, Cardinality.LOW),
    SPEND("user_info.spend", 0),
    MAX_BUDGET("user_info.max_budget", 0),
    SOFT_BUDGET("user_info.soft_budget", 0),
    BUDGET_RESET_AT("user_info.budget_reset_at", 0),
    PROJECTED_SPEND("user_info.projected_spend", 0),
    PROJECTED_EXCEEDED_DATE("user_info.projected_exceeded_date", 256),

    COST("cost", 0),
    ALERT_TYPE("alert_type", 64, Cardinality.LOW),
    LEVEL("level", 64, Cardinality.LOW),
    MESSAGE("message", 40_000);

    /** How many values {@code tags} may have. */
    static final int MOST_TAGS = 256;

    private static final Field[] VALUES = values();
    private static final int TO_INFO = INFO_TAGS.place - TAGS.place;

    private final String path;
    private final int longest;
    private final Cardinality cardinality;
    private final int place;
    private final long bit;

    /** Whether a field has few values in all the events of a gateway, as a rule, or many. */
    private enum Cardinality {
        LOW,
        HIGH
    }

    Field(String path, int longest) {
        this(path, longest, Cardinality.HIGH);
    }

    @SuppressWarnings("EnumOrdinal") // the places are used within one process only
    Field(String path, int longest, Cardinality cardinality) {
        this.path = path;
        this.longest = longest;
        this.cardinality = cardinality;
        this.place = ordinal();
        this.bit = 1L << place;
    }

    String path() {
        return path;
    }

    /** The name as events have it: the path's last part. */
    String written() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** The most characters (Unicode code points) that its text may have. */
    int longest() {
        return longest;
    }

    /** Whether its values are few, so that each comes again and again. */
    boolean hasLowCardinality() {
        return cardinality == Cardinality.LOW;
    }

    /** Where the field stands in arrays of fields. */
    int place() {
        return place;
    }

    /** The field's bit in sets of fields. */
    long bit() {
        return bit;
    }

    /** The field of that name at the event's root, or null. */
    static @Nullable Field atRoot(String name) {
        return switch (name) {
            case "event" -> EVENT;
            case "id" -> ID;
            case "time" -> TIME;
            case "tags" -> TAGS;
            case "type" -> TYPE;
            case "user_info" -> USER_INFO;
            case "cost" -> COST;
            case "alert_type" -> ALERT_TYPE;
            case "level" -> LEVEL;
            case "message" -> MESSAGE;
            default -> entityField(name);
        };
    }

    /** The field of that name inside {@code user_info}, or null. */
    static @Nullable Field inUserInfo(String name) {
        return switch (name) {
            case "tags" -> INFO_TAGS;
            case "event_group" -> EVENT_GROUP;
            case "spend" -> SPEND;
            case "max_budget" -> MAX_BUDGET;
            case "soft_budget" -> SOFT_BUDGET;
            case "budget_reset_at" -> BUDGET_RESET_AT;
            case "projected_spend" -> PROJECTED_SPEND;
            case "projected_exceeded_date" -> PROJECTED_EXCEEDED_DATE;
            default -> {
                Field field = entityField(name);
                yield field == null ? null : VALUES[field.place + TO_INFO];
            }
        };
    }

    /** The single-valued entity field of that name, or null. */
    private static @Nullable Field entityField(String name) {
        return switch (name) {
            case "token" -> TOKEN;
            case "key_alias" -> KEY_ALIAS;
            case "user_id" -> USER_ID;
            case "user_email" -> USER_EMAIL;
            case "team_id" -> TEAM_ID;
            case "team_alias" -> TEAM_ALIAS;
            case "organization_id" -> ORGANIZATION_ID;
            case "project_id" -> PROJECT_ID;
            case "customer_id" -> CUSTOMER_ID;
            case "tag" -> TAG;
            case "model" -> MODEL;
            case "model_group" -> MODEL_GROUP;
            case "provider" -> PROVIDER;
            case "api_base" -> API_BASE;
            case "deployment_id" -> DEPLOYMENT_ID;
            case "region" -> REGION;
            default -> null;
        };
    }
}
