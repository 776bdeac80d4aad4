package io.spendbell.config;

import java.util.Map;

/** Keys of LiteLLM's that are checked and change nothing, each with what is said of it where it is set. */
final class WithoutEffect {
    private static final String WITHOUT_EMAIL = "has no effect: it is about e-mail, which comes in a later release";

    private static final String WITHOUT_PAGERDUTY =
            "has no effect: it is about PagerDuty, which comes in a later release";

    private static final Map<String, String> ARGS = Map.ofEntries(
            Map.entry("report_check_interval", "has no effect: a report is sent when it is due, without polling"),
            Map.entry("max_outage_alert_list_size", "has no effect: errors are counted, and no list is kept of them"),
            Map.entry("model_deprecation_email_thresholds", WITHOUT_EMAIL),
            Map.entry("model_deprecation_email_ttl", WITHOUT_EMAIL),
            Map.entry("failure_threshold", WITHOUT_PAGERDUTY),
            Map.entry("failure_threshold_window_seconds", WITHOUT_PAGERDUTY),
            Map.entry("hanging_threshold_seconds", WITHOUT_PAGERDUTY),
            Map.entry("hanging_threshold_window_seconds", WITHOUT_PAGERDUTY));

    private WithoutEffect() {}

    /** Warns of what stands in {@code alerting_args}. */
    static void warnOfArgs(Block alertingArgs) {
        ARGS.keySet().stream()
                .sorted()
                .filter(alertingArgs::has)
                .forEach(key -> alertingArgs.get(key).warning(String.valueOf(ARGS.get(key))));
    }
}
