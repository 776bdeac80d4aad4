package io.spendbell.delivery.text;

import io.spendbell.alert.AlertType;

/** What people call the alert types. */
final class TypeNames {
    private TypeNames() {}

    static String of(AlertType type) {
        return switch (type) {
            case LLM_EXCEPTIONS -> "LLM call failed";
            case LLM_TOO_SLOW -> "Slow LLM responses";
            case LLM_REQUESTS_HANGING -> "Requests are hanging";
            case BUDGET_ALERTS -> "Budget alert";
            case SPEND_REPORTS -> "Spend report";
            case FAILED_TRACKING_SPEND -> "Spend could not be tracked";
            case USER_SPEND_THRESHOLDS -> "User spend over its threshold";
            case USER_SPEND_ANOMALIES -> "Unusual user spend";
            case DB_EXCEPTIONS -> "Database call failed";
            case DAILY_REPORTS -> "Daily report";
            case FALLBACK_REPORTS -> "Fallback report";
            case COOLDOWN_DEPLOYMENT -> "Deployment in cooldown";
            case NEW_MODEL_ADDED -> "New model";
            case MODEL_DEPRECATION_WARNINGS -> "Model deprecation";
            case OUTAGE_ALERTS -> "Outage";
            case REGION_OUTAGE_ALERTS -> "Region outage";
            case NEW_VIRTUAL_KEY_CREATED -> "Key created";
            case VIRTUAL_KEY_UPDATED -> "Key updated";
            case VIRTUAL_KEY_DELETED -> "Key deleted";
            case NEW_TEAM_CREATED -> "Team created";
            case TEAM_UPDATED -> "Team updated";
            case TEAM_DELETED -> "Team deleted";
            case NEW_INTERNAL_USER_CREATED -> "User created";
            case INTERNAL_USER_UPDATED -> "User updated";
            case INTERNAL_USER_DELETED -> "User deleted";
            case SPENDBELL_NOTICE -> "Notice from Spendbell";
        };
    }
}
