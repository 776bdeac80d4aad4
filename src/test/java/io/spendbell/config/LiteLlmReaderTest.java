package io.spendbell.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.budget.WindowSpec;
import io.spendbell.event.Glob;
import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteLlmReaderTest {
    private static final Path FIXTURES = Path.of("src", "test", "resources", "config");
    private static final Map<String, String> SLACK = Map.of(
            "SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T000/B000/main",
            "SLACK_WEBHOOK_URL_2", "https://hooks.slack.com/services/T000/B000/second");

    @Test
    void what_is_not_said_is_as_the_gateway_has_it() {
        AlertingConfig alerting = read("{}", Map.of());

        assertThat(alerting.slowAfter()).isEqualTo(Duration.ofSeconds(300));
        assertThat(alerting.spendReports()).isEqualTo(WindowSpec.parse("7d"));
        assertThat(alerting.args())
                .isEqualTo(new AlertingArgs(
                        Duration.ofSeconds(86_400),
                        Duration.ofSeconds(43_200),
                        new AlertingArgs.Outages(Duration.ofSeconds(60), Duration.ofSeconds(60), 5, 10),
                        new AlertingArgs.UserSpend(
                                null, null, BigDecimal.valueOf(3), 7, Usd.ofDollars(10), Duration.ofSeconds(3600)),
                        false,
                        null));
    }

    @ParameterizedTest
    @CsvSource({
        "llm_exceptions, true",
        "llm_too_slow, true",
        "llm_requests_hanging, true",
        "budget_alerts, true",
        "spend_reports, true",
        "failed_tracking_spend, true",
        "user_spend_thresholds, true",
        "user_spend_anomalies, false",
        "db_exceptions, true",
        "daily_reports, true",
        "fallback_reports, true",
        "cooldown_deployment, true",
        "new_model_added, true",
        "model_deprecation_warnings, true",
        "outage_alerts, true",
        "region_outage_alerts, true",
        "new_virtual_key_created, false",
        "virtual_key_updated, false",
        "virtual_key_deleted, false",
        "new_team_created, false",
        "team_updated, false",
        "team_deleted, false",
        "new_internal_user_created, false",
        "internal_user_updated, false",
        "internal_user_deleted, false"
    })
    void a_type_is_on_where_nothing_is_said_as_with_the_gateway(String name, boolean on) {
        assertThat(read("{}", Map.of()).isOn(AlertType.ofWireName(name).orElseThrow()))
                .isEqualTo(on);
        assertThat(AlertType.publicNames()).hasSize(25);
    }

    @Test
    void every_argument_is_read() {
        AlertingConfig alerting = read("""
                general_settings:
                  alerting_threshold: 0.25
                  spend_report_frequency: 30d
                  alerting_args:
                    budget_alert_ttl: 1
                    daily_report_frequency: 301
                    outage_alert_ttl: 3
                    region_outage_alert_ttl: 4
                    minor_outage_alert_threshold: 5
                    major_outage_alert_threshold: 6
                    daily_spend_per_user_threshold: 7.5
                    monthly_spend_per_user_threshold: 8
                    spend_anomaly_multiplier: 9.50
                    spend_anomaly_baseline_days: 10
                    spend_anomaly_min_spend: 0.0000000015
                    user_spend_check_interval: 60
                    log_to_console: true
                    slack_budget_alert_key_aliases: ["prod-*", exact, "7"]
                """, Map.of());

        assertThat(alerting.slowAfter()).isEqualTo(Duration.ofMillis(250));
        assertThat(alerting.spendReports()).isEqualTo(WindowSpec.parse("1mo"));
        assertThat(alerting.args())
                .isEqualTo(new AlertingArgs(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(301),
                        new AlertingArgs.Outages(Duration.ofSeconds(3), Duration.ofSeconds(4), 5, 6),
                        new AlertingArgs.UserSpend(
                                new Usd(7_500_000_000L),
                                Usd.ofDollars(8),
                                new BigDecimal("9.5"),
                                10,
                                new Usd(2),
                                Duration.ofSeconds(60)),
                        true,
                        List.of(Glob.of("prod-*"), Glob.of("exact"), Glob.of("7"))));
    }

    @Test
    void the_environment_sets_defaults_and_the_file_goes_before_it() {
        Map<String, String> environment =
                Map.of("SLACK_DAILY_REPORT_FREQUENCY", "86400", "DEFAULT_SLACK_ALERTING_THRESHOLD", "600");

        AlertingConfig byEnvironment = read("{}", environment);
        AlertingConfig byFile = read(
                "general_settings: { alerting_threshold: 1, alerting_args: { daily_report_frequency: 300 } }",
                environment);

        assertThat(byEnvironment.slowAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(byEnvironment.args().dailyReportFrequency()).isEqualTo(Duration.ofDays(1));
        assertThat(byFile.slowAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(byFile.args().dailyReportFrequency()).isEqualTo(Duration.ofSeconds(300));
        assertThat(ConfigLoader.parse("x", "", Map.of("SLACK_DAILY_REPORT_FREQUENCY", "often"), Deployment.DAEMON)
                        .faults())
                .extracting(Fault::toString)
                .containsExactly("x: environment variable SLACK_DAILY_REPORT_FREQUENCY: often"
                        + " (expected: a whole number from 0 to 315360000)");
    }

    @Test
    void a_report_has_more_days_than_none_and_fewer_than_a_century() {
        for (String wrong : new String[] {"36501d", "99999d", "0d", "7", "1w", "7 d", "-1d", "1.5d"}) {
            assertThat(ConfigLoader.parse(
                                    "x",
                                    "general_settings: { spend_report_frequency: \"" + wrong + "\" }",
                                    Map.of(),
                                    Deployment.DAEMON)
                            .faults())
                    .extracting(Fault::rule)
                    .containsExactly("a whole number of days from 1 to 36500, such as 7d");
        }
    }

    @Test
    void channels_by_type_are_destinations_of_their_own() {
        DeliveryConfig delivery = ConfigLoader.load(FIXTURES.resolve("valid/litellm/channels-by-type.yaml"), SLACK)
                .orThrow()
                .delivery();

        assertThat(delivery.defaultRoute().to(AlertType.LLM_EXCEPTIONS))
                .containsExactly("slack/llm_exceptions", "slack/llm_exceptions/2");
        assertThat(delivery.defaultRoute().to(AlertType.COOLDOWN_DEPLOYMENT)).isEmpty();
        assertThat(delivery.defaultRoute().to(AlertType.REGION_OUTAGE_ALERTS)).containsExactly("slack");
        assertThat(delivery.destinations().get("slack/llm_exceptions/2"))
                .isEqualTo(new DestinationConfig.Slack(
                        "slack/llm_exceptions/2", Secret.of("https://hooks.slack.com/services/T000/B000/second")));
    }

    @Test
    void types_have_digests_where_they_say_so_of_a_day_unless_they_say_how_long() {
        AlertingConfig alerting = read("""
                general_settings:
                  alert_type_config:
                    llm_requests_hanging: { digest: true }
                    llm_too_slow: { digest: true, digest_interval: 2592000 }
                    llm_exceptions: { digest: false, digest_interval: 60 }
                    budget_alerts: {}
                    db_exceptions: null
                """, Map.of());

        assertThat(alerting.digests())
                .isEqualTo(Map.of(
                        AlertType.LLM_REQUESTS_HANGING, Duration.ofDays(1),
                        AlertType.LLM_TOO_SLOW, Duration.ofDays(30)));
    }

    @Test
    void an_empty_list_of_aliases_is_not_the_same_as_none() {
        String args = "general_settings: { alerting_args: { slack_budget_alert_key_aliases: %s } }";

        assertThat(read(args.formatted("[]"), Map.of()).args().slackKeyAliases())
                .isEmpty();
        assertThat(read(args.formatted("null"), Map.of()).args().slackKeyAliases())
                .isNull();
    }

    private static AlertingConfig read(String yaml, Map<String, String> environment) {
        return ConfigLoader.parse("x", yaml, environment, Deployment.DAEMON)
                .orThrow()
                .alerting();
    }
}
