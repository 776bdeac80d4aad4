package io.spendbell.ingest;

import io.spendbell.event.AlertEvent;

/** LiteLLM's Slack messages that tell of what its calls tell as well, so that whoever gets both may leave these out. Stateless. */
final class ToldByCalls {
    /** What stands in the query of a URL to say that the calls come in too. */
    static final String PARAMETER = "besides";

    static final String VALUE = "calls";

    private ToldByCalls() {}

    /** Whether it is one of these. LiteLLM's calls name no region, so that its messages on regions are none. */
    static boolean includes(AlertEvent alert) {
        String message = alert.message();
        return switch (alert.alertType()) {
            case "llm_exceptions" -> message.contains("LLM API call failed");
            case "llm_too_slow" -> message.contains("Responses are slow");
            case "outage_alerts" -> message.contains("Service Outage") && !message.contains("Region");
            default -> false;
        };
    }
}
