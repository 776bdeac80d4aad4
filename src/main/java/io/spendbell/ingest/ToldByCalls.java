package io.spendbell.ingest;

import io.spendbell.event.AlertEvent;

/**
 * LiteLLM's Slack messages that tell of what its calls tell as well, so that whoever gets both may leave these out: of calls, of
 * their keys' budgets, and of what is counted or reported of them. They are known by LiteLLM's own words. Stateless.
 */
final class ToldByCalls {
    /** What stands in the query of a URL to say that the calls come in too. */
    static final String PARAMETER = "besides";

    static final String VALUE = "calls";

    private ToldByCalls() {}

    /**
     * Whether it is one of these. LiteLLM's calls name no region and tell of no fallback, so that its messages on those are none;
     * nor do they tell of a cost that is known and could not be written down.
     */
    static boolean includes(AlertEvent alert) {
        String message = alert.message();
        return switch (alert.alertType()) {
            case "llm_exceptions" -> message.contains("LLM API call failed");
            case "llm_too_slow" -> message.contains("Responses are slow");
            case "outage_alerts" -> message.contains("Service Outage");
            case "daily_reports" -> message.contains("Here are today's key metrics");
            case "spend_reports" -> message.contains("Spend Report for");
            case "user_spend_thresholds" ->
                message.contains("User Daily Spend Threshold Crossed:")
                        || message.contains("User Monthly Spend Threshold Crossed:");
            case "user_spend_anomalies" -> message.contains("User Spend Anomaly Detected:");
            case "failed_tracking_spend" ->
                message.contains("Failed Tracking Cost for") && message.contains("Cost tracking failed for model=");
            case "budget_alerts" -> isOfKey(message);
            default -> false;
        };
    }

    /** Whether it tells of a key's budget. One that names the key is judged and no alert as it stands. */
    private static boolean isOfKey(String message) {
        return message.startsWith("Key Budget:")
                && !message.startsWith("Key Budget: Projected Limit Exceeded")
                && message.contains("\n*max_budget:* `")
                && message.contains("\n*event_group:* `key`");
    }
}
