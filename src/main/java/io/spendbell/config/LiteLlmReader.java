package io.spendbell.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Reads LiteLLM's own block {@code general_settings}: what has a meaning here, and, checked by LiteLLM's bounds, what will
 * have one.
 */
final class LiteLlmReader {
    private static final String NO_EFFECT = "has no effect in this release";
    private static final Bounds WHOLE = Bounds.whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
    private static final Bounds AT_LEAST_0 = Bounds.whole(0, Integer.MAX_VALUE);
    private static final Bounds AT_LEAST_1 = Bounds.whole(1, Integer.MAX_VALUE);
    private static final Bounds AT_LEAST_60 = Bounds.whole(60, Integer.MAX_VALUE);
    private static final Bounds SECONDS = Bounds.decimal("0", "1000000000");
    private static final Bounds ABOVE_0 = Bounds.decimal("0.000000001", "4000000000");

    private static final Map<String, Bounds> NUMBERS = Map.ofEntries(
            Map.entry("daily_report_frequency", WHOLE),
            Map.entry("report_check_interval", WHOLE),
            Map.entry("outage_alert_ttl", WHOLE),
            Map.entry("region_outage_alert_ttl", WHOLE),
            Map.entry("minor_outage_alert_threshold", WHOLE),
            Map.entry("major_outage_alert_threshold", WHOLE),
            Map.entry("max_outage_alert_list_size", WHOLE),
            Map.entry("daily_spend_per_user_threshold", ABOVE_0),
            Map.entry("monthly_spend_per_user_threshold", ABOVE_0),
            Map.entry("spend_anomaly_multiplier", ABOVE_0),
            Map.entry("spend_anomaly_baseline_days", AT_LEAST_1),
            Map.entry("spend_anomaly_min_spend", ABOVE_0),
            Map.entry("user_spend_check_interval", AT_LEAST_60),
            Map.entry("model_deprecation_email_ttl", AT_LEAST_1));

    private LiteLlmReader() {}

    static AlertingConfig read(Block block) {
        AlertingConfig alerting = new AlertingConfig(
                AlertTypes.read(block.get("alert_types")),
                args(block.get("alerting_args").block()));
        Setting threshold = block.get("alerting_threshold");
        threshold.number(SECONDS);
        noEffect(threshold);
        Setting typeConfig = block.get("alert_type_config");
        typeConfig(typeConfig.block("a mapping of alert types"));
        noEffect(typeConfig);
        Setting frequency = block.get("spend_report_frequency");
        String rule = "a whole number of days above 0, such as 7d";
        String text = frequency.text(rule);
        if (text != null && !text.matches("0*[1-9][0-9]{0,4}d")) {
            frequency.fault(rule);
        }
        noEffect(frequency);
        return alerting;
    }

    private static Duration args(Block block) {
        Duration ttl = block.get("budget_alert_ttl")
                .seconds(AlertingConfig.DEFAULT_BUDGET_ALERT_TTL, AlertingConfig.BUDGET_ALERT_TTL);
        for (String key : NUMBERS.keySet().stream().sorted().toList()) {
            Setting setting = block.get(key);
            setting.number(NUMBERS.getOrDefault(key, WHOLE));
            noEffect(setting);
        }
        Setting console = block.get("log_to_console");
        console.flag(false);
        noEffect(console);
        Setting aliases = block.get("slack_budget_alert_key_aliases");
        aliases.items("a list of patterns").forEach(Globs::read);
        noEffect(aliases);
        Setting deprecation = block.get("model_deprecation_email_thresholds");
        deprecation.items("a list of days").forEach(item -> item.number(AT_LEAST_0));
        noEffect(deprecation);
        block.refuseOthers();
        return ttl;
    }

    private static void typeConfig(Block block) {
        List<String> present = AlertTypes.NAMES.stream().filter(block::has).toList();
        for (String name : present) {
            Block digest = block.get(name).block();
            digest.get("digest").flag(false);
            digest.get("digest_interval").number(AT_LEAST_1);
        }
        AlertTypes.check(block);
    }

    private static void noEffect(Setting setting) {
        if (setting.isPresent()) {
            setting.warning(NO_EFFECT);
        }
    }
}
