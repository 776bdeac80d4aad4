package io.spendbell.config;

import io.spendbell.event.Glob;
import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * LiteLLM's {@code alerting_args}, as far as they mean something here.
 *
 * @param budgetAlertTtl after how long a rule without a window re-arms
 * @param dailyReportFrequency the time between two reports on deployments
 * @param outages when errors are an outage
 * @param userSpend what of a user's spend is told
 * @param logToConsole whether each alert is also logged when it is raised
 * @param slackKeyAliases {@code slack_budget_alert_key_aliases}: whose budget alerts go to Slack; null those of all
 */
public record AlertingArgs(
        Duration budgetAlertTtl,
        Duration dailyReportFrequency,
        Outages outages,
        UserSpend userSpend,
        boolean logToConsole,
        @Nullable List<Glob> slackKeyAliases) {
    /** Seconds, of which LiteLLM says no more than that they are whole: none is one here. */
    static final Bounds SECONDS = Bounds.whole(1, 315_360_000);

    /** The seconds that LiteLLM takes, as far as that makes sense. */
    static final Bounds TAKEN_SECONDS = Bounds.whole(0, 315_360_000);

    /** The seconds that a report on deployments tells of. Windows of fewer would be over sooner than anybody is told of them. */
    static final Bounds REPORT_SECONDS = Bounds.whole(300, 315_360_000);

    /** What is in force where nothing is said. */
    public static final AlertingArgs DEFAULT =
            new AlertingArgs(Duration.ofDays(1), Duration.ofHours(12), Outages.DEFAULT, UserSpend.DEFAULT, false, null);

    public AlertingArgs {
        slackKeyAliases = slackKeyAliases == null ? null : List.copyOf(slackKeyAliases);
        SECONDS.checked("budget_alert_ttl", budgetAlertTtl);
        REPORT_SECONDS.checked("daily_report_frequency", dailyReportFrequency);
    }

    /**
     * When errors are an outage: the minor one is told at so many errors within the window, the major one at more.
     *
     * @param window of a deployment's errors: {@code outage_alert_ttl}
     * @param regionWindow of a region's errors: {@code region_outage_alert_ttl}
     * @param minor {@code minor_outage_alert_threshold}
     * @param major {@code major_outage_alert_threshold}
     */
    public record Outages(Duration window, Duration regionWindow, int minor, int major) {
        static final Bounds ERRORS = Bounds.whole(1, 1_000_000_000);
        static final Bounds TAKEN_ERRORS = Bounds.whole(0, 1_000_000_000);
        static final Outages DEFAULT = new Outages(Duration.ofMinutes(1), Duration.ofMinutes(1), 5, 10);

        public Outages {
            SECONDS.checked("outage_alert_ttl", window);
            SECONDS.checked("region_outage_alert_ttl", regionWindow);
            ERRORS.checked("minor_outage_alert_threshold", minor);
            ERRORS.checked("major_outage_alert_threshold", major);
        }
    }

    /**
     * What of a user's spend is told.
     *
     * @param daily the spend of a day from which on it is told; null tells none
     * @param monthly the same of a month
     * @param anomalyMultiplier how many times the usual spend of a day is an anomaly
     * @param baselineDays how many days make what is usual
     * @param anomalyMinimum the least spend of a day that can be an anomaly
     * @param checkInterval how often it is looked at
     */
    public record UserSpend(
            @Nullable Usd daily,
            @Nullable Usd monthly,
            BigDecimal anomalyMultiplier,
            int baselineDays,
            Usd anomalyMinimum,
            Duration checkInterval) {
        static final Bounds AMOUNT = Bounds.decimal("0.000000001", "4000000000");
        static final Bounds MULTIPLIER = Bounds.decimal("0.000000001", "1000000000");
        static final Bounds BASELINE_DAYS = Bounds.whole(1, 90);
        static final Bounds TAKEN_BASELINE_DAYS = Bounds.whole(1, 36_500);
        static final Bounds CHECK_INTERVAL = Bounds.whole(60, 315_360_000);
        static final UserSpend DEFAULT =
                new UserSpend(null, null, new BigDecimal("3"), 7, Usd.ofDollars(10), Duration.ofHours(1));

        /** Multipliers that are the same number are the same. */
        public UserSpend {
            anomalyMultiplier = anomalyMultiplier.stripTrailingZeros();
            MULTIPLIER.check("spend_anomaly_multiplier", anomalyMultiplier);
            BASELINE_DAYS.checked("spend_anomaly_baseline_days", baselineDays);
            CHECK_INTERVAL.checked("user_spend_check_interval", checkInterval);
            checkAmount("daily_spend_per_user_threshold", daily);
            checkAmount("monthly_spend_per_user_threshold", monthly);
            checkAmount("spend_anomaly_min_spend", anomalyMinimum);
        }

        private static void checkAmount(String name, @Nullable Usd amount) {
            if (amount != null) {
                AMOUNT.check(name, BigDecimal.valueOf(amount.nanos(), 9));
            }
        }
    }
}
