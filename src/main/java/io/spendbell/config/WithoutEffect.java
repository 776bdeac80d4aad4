package io.spendbell.config;

import java.util.Map;

/** Keys of LiteLLM's that are checked and change nothing, each with what is said of it where it is set. */
final class WithoutEffect {
    private static final String IN_THIS_RELEASE = "has no effect in this release";
    private static final String WITHOUT_EMAIL = "has no effect: it is about e-mail, which comes in a later release";

    private static final String WITHOUT_PAGERDUTY =
            "has no effect: it is about PagerDuty, which comes in a later release";

    private static final Map<String, String> SETTINGS = Map.of("alerting_threshold", IN_THIS_RELEASE);

    private static final Map<String, String> ARGS = Map.ofEntries(
            Map.entry("outage_alert_ttl", IN_THIS_RELEASE),
            Map.entry("region_outage_alert_ttl", IN_THIS_RELEASE),
            Map.entry("minor_outage_alert_threshold", IN_THIS_RELEASE),
            Map.entry("major_outage_alert_threshold", IN_THIS_RELEASE),
            Map.entry("report_check_interval", "has no effect: a report is sent when it is due, without polling"),
            Map.entry("max_outage_alert_list_size", "has no effect: errors are counted, and no list is kept of them"),
            Map.entry("model_deprecation_email_thresholds", WITHOUT_EMAIL),
            Map.entry("model_deprecation_email_ttl", WITHOUT_EMAIL),
            Map.entry("failure_threshold", WITHOUT_PAGERDUTY),
            Map.entry("failure_threshold_window_seconds", WITHOUT_PAGERDUTY),
            Map.entry("hanging_threshold_seconds", WITHOUT_PAGERDUTY),
            Map.entry("hanging_threshold_window_seconds", WITHOUT_PAGERDUTY));

    private WithoutEffect() {}

    /** Warns of what stands in {@code general_settings}. */
    static void warnOfSettings(Block generalSettings) {
        warn(generalSettings, SETTINGS);
    }

    /** Warns of what stands in {@code alerting_args}. */
    static void warnOfArgs(Block alertingArgs) {
        warn(alertingArgs, ARGS);
    }

    private static void warn(Block block, Map<String, String> messages) {
        messages.keySet().stream()
                .sorted()
                .filter(block::has)
                .forEach(key -> block.get(key).warning(String.valueOf(messages.get(key))));
    }
}
