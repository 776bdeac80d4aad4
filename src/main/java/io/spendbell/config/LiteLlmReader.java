package io.spendbell.config;

import io.spendbell.alert.AlertType;
import io.spendbell.budget.WindowSpec;
import io.spendbell.event.Glob;
import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads LiteLLM's own block {@code general_settings}, but for what it says of destinations. */
final class LiteLlmReader {
    private static final String DAYS_RULE = "a whole number of days from 1 to 36500, such as 7d";
    private static final Pattern DAYS = Pattern.compile("0*[1-9][0-9]{0,4}d");

    private final Reading reading;

    LiteLlmReader(Reading reading) {
        this.reading = reading;
    }

    AlertingConfig read(Block block) {
        AlertingConfig alerting = new AlertingConfig(
                AlertTypes.read(block.get("alert_types")),
                orOfEnvironment(block.get("alerting_threshold"), "DEFAULT_SLACK_ALERTING_THRESHOLD")
                        .seconds(AlertingConfig.DEFAULT_SLOW_AFTER, AlertingConfig.SLOW_AFTER),
                spendReports(block.get("spend_report_frequency")),
                digests(block.get("alert_type_config").block("a mapping of alert types")),
                args(block.get("alerting_args").block()));
        return alerting;
    }

    private static WindowSpec spendReports(Setting setting) {
        String text = setting.text(DAYS_RULE);
        if (text == null) {
            return AlertingConfig.DEFAULT_SPEND_REPORTS;
        }
        try {
            if (DAYS.matcher(text).matches()) {
                return WindowSpec.parse(text);
            }
        } catch (IllegalArgumentException e) {
            // More days than a window may have: the rule says how many.
        }
        setting.fault(DAYS_RULE);
        return AlertingConfig.DEFAULT_SPEND_REPORTS;
    }

    private AlertingArgs args(Block block) {
        Duration budgetAlertTtl = seconds(block.get("budget_alert_ttl"), AlertingArgs.DEFAULT.budgetAlertTtl());
        Duration dailyReports = orOfEnvironment(block.get("daily_report_frequency"), "SLACK_DAILY_REPORT_FREQUENCY")
                .seconds(
                        AlertingArgs.DEFAULT.dailyReportFrequency(),
                        AlertingArgs.TAKEN_SECONDS,
                        AlertingArgs.REPORT_SECONDS);
        AlertingArgs args = new AlertingArgs(
                budgetAlertTtl,
                dailyReports,
                outages(block),
                userSpend(block),
                block.get("log_to_console").flag(false),
                keyAliases(block.get("slack_budget_alert_key_aliases")));
        checkMeaningless(block);
        WithoutEffect.warnOfArgs(block);
        block.refuseOthers();
        return args;
    }

    private static AlertingArgs.Outages outages(Block block) {
        AlertingArgs.Outages standard = AlertingArgs.Outages.DEFAULT;
        return new AlertingArgs.Outages(
                seconds(block.get("outage_alert_ttl"), standard.window()),
                seconds(block.get("region_outage_alert_ttl"), standard.regionWindow()),
                errors(block.get("minor_outage_alert_threshold"), standard.minor()),
                errors(block.get("major_outage_alert_threshold"), standard.major()));
    }

    private static Duration seconds(Setting setting, Duration byDefault) {
        return setting.seconds(byDefault, AlertingArgs.TAKEN_SECONDS, AlertingArgs.SECONDS);
    }

    private static int errors(Setting setting, int byDefault) {
        return setting.whole(byDefault, AlertingArgs.Outages.TAKEN_ERRORS, AlertingArgs.Outages.ERRORS);
    }

    private static AlertingArgs.UserSpend userSpend(Block block) {
        AlertingArgs.UserSpend standard = AlertingArgs.UserSpend.DEFAULT;
        BigDecimal multiplier = block.get("spend_anomaly_multiplier").number(AlertingArgs.UserSpend.MULTIPLIER);
        Usd minimum = block.get("spend_anomaly_min_spend").usd(AlertingArgs.UserSpend.AMOUNT);
        return new AlertingArgs.UserSpend(
                block.get("daily_spend_per_user_threshold").usd(AlertingArgs.UserSpend.AMOUNT),
                block.get("monthly_spend_per_user_threshold").usd(AlertingArgs.UserSpend.AMOUNT),
                multiplier == null ? standard.anomalyMultiplier() : multiplier,
                block.get("spend_anomaly_baseline_days")
                        .whole(
                                standard.baselineDays(),
                                AlertingArgs.UserSpend.TAKEN_BASELINE_DAYS,
                                AlertingArgs.UserSpend.BASELINE_DAYS),
                minimum == null ? standard.anomalyMinimum() : minimum,
                block.get("user_spend_check_interval")
                        .seconds(standard.checkInterval(), AlertingArgs.UserSpend.CHECK_INTERVAL));
    }

    /** An empty list is not the same as none, and a number or a truth is no alias unless it is in quotes, as LiteLLM has it. */
    private static @Nullable List<Glob> keyAliases(Setting setting) {
        if (!setting.isPresent()) {
            return null;
        }
        return setting.items("a list of patterns, such as [\"prod-*\"]").stream()
                .map(Globs::readText)
                .filter(Objects::nonNull)
                .toList();
    }

    /** What means nothing here must still be what LiteLLM takes. */
    private static void checkMeaningless(Block block) {
        block.get("report_check_interval").number(AlertingArgs.TAKEN_SECONDS);
        block.get("max_outage_alert_list_size").number(AlertingArgs.Outages.TAKEN_ERRORS);
        block.get("model_deprecation_email_thresholds")
                .items("a list of days")
                .forEach(item -> item.number(Bounds.whole(0, Integer.MAX_VALUE)));
        block.get("model_deprecation_email_ttl").number(AlertingArgs.SECONDS);
        block.get("failure_threshold").number(AlertingArgs.Outages.ERRORS);
        block.get("failure_threshold_window_seconds").number(AlertingArgs.SECONDS);
        block.get("hanging_threshold_seconds").number(AlertingConfig.SLOW_AFTER);
        block.get("hanging_threshold_window_seconds").number(AlertingArgs.SECONDS);
    }

    private static Map<AlertType, Duration> digests(Block block) {
        Map<AlertType, Duration> digests = new EnumMap<>(AlertType.class);
        List<String> present = AlertTypes.NAMES.stream().filter(block::has).toList();
        for (String name : present) {
            Block type = block.get(name).block();
            boolean isOn = type.get("digest").flag(false);
            Duration interval = type.get("digest_interval")
                    .seconds(
                            AlertingConfig.DEFAULT_DIGEST_INTERVAL,
                            AlertingArgs.TAKEN_SECONDS,
                            AlertingConfig.DIGEST_INTERVAL);
            type.warnOfNearMisses();
            if (isOn) {
                AlertType.ofWireName(name).ifPresent(known -> digests.put(known, interval));
            }
        }
        AlertTypes.warnOfOthers(block);
        return digests;
    }

    /** A setting, or where nothing stands there the variable of the environment by which LiteLLM sets its default. */
    private Setting orOfEnvironment(Setting setting, String variable) {
        String content = reading.references().variable(variable);
        return setting.isPresent() || content == null
                ? setting
                : new Setting(reading, "environment variable " + variable, new Value.Scalar(content, true));
    }
}
