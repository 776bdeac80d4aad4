package io.spendbell.alert;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The kinds of alerts, by LiteLLM's names; {@code alert_types} of the configuration turns them on and off. */
public enum AlertType {
    LLM_EXCEPTIONS("llm_exceptions", true),
    LLM_TOO_SLOW("llm_too_slow", true),
    LLM_REQUESTS_HANGING("llm_requests_hanging", true),
    BUDGET_ALERTS("budget_alerts", true),
    SPEND_REPORTS("spend_reports", true),
    FAILED_TRACKING_SPEND("failed_tracking_spend", true),
    USER_SPEND_THRESHOLDS("user_spend_thresholds", true),
    USER_SPEND_ANOMALIES("user_spend_anomalies", false),
    DB_EXCEPTIONS("db_exceptions", true),
    DAILY_REPORTS("daily_reports", true),
    FALLBACK_REPORTS("fallback_reports", true),
    COOLDOWN_DEPLOYMENT("cooldown_deployment", true),
    NEW_MODEL_ADDED("new_model_added", true),
    MODEL_DEPRECATION_WARNINGS("model_deprecation_warnings", true),
    OUTAGE_ALERTS("outage_alerts", true),
    REGION_OUTAGE_ALERTS("region_outage_alerts", true),
    NEW_VIRTUAL_KEY_CREATED("new_virtual_key_created", false),
    VIRTUAL_KEY_UPDATED("virtual_key_updated", false),
    VIRTUAL_KEY_DELETED("virtual_key_deleted", false),
    NEW_TEAM_CREATED("new_team_created", false),
    TEAM_UPDATED("team_updated", false),
    TEAM_DELETED("team_deleted", false),
    NEW_INTERNAL_USER_CREATED("new_internal_user_created", false),
    INTERNAL_USER_UPDATED("internal_user_updated", false),
    INTERNAL_USER_DELETED("internal_user_deleted", false),
    /** What Spendbell has to say of itself; always on, and not a name that the configuration or an event may use. */
    SPENDBELL_NOTICE("spendbell_notice", true);

    private final String wireName;
    private final boolean onByDefault;

    AlertType(String wireName, boolean onByDefault) {
        this.wireName = wireName;
        this.onByDefault = onByDefault;
    }

    public String wireName() {
        return wireName;
    }

    public boolean onByDefault() {
        return onByDefault;
    }

    /** Whether configurations and events may name it. */
    public boolean isPublic() {
        return this != SPENDBELL_NOTICE;
    }

    /** The wire names of all public types. */
    public static Set<String> publicNames() {
        return Arrays.stream(values())
                .filter(AlertType::isPublic)
                .map(AlertType::wireName)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The public type of that wire name. */
    public static Optional<AlertType> ofWireName(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.isPublic() && type.wireName.equals(wireName))
                .findFirst();
    }
}
