package io.spendbell.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.event.Glob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Destinations out of files and out of the environment. */
class DestinationsConfigTest extends ConfigFixture {
    @Test
    void destinations_come_from_the_file_the_environment_and_by_type() {
        DeliveryConfig delivery = fixture("valid/everything.yaml", EVERYTHING).delivery();

        assertThat(delivery.flushInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(delivery.batchSize()).isEqualTo(7);
        assertThat(delivery.destinations().values())
                .containsExactly(
                        new DestinationConfig.Slack("finops", secretOf("FINOPS_WEBHOOK")),
                        new DestinationConfig.Webhook(
                                "hook",
                                Secret.of("https://10.0.0.8/in"),
                                Secret.of("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz")),
                        new DestinationConfig.Console("screen"),
                        new DestinationConfig.Slack("slack", secretOf("SLACK_WEBHOOK_URL")),
                        new DestinationConfig.Webhook("webhook", secretOf("WEBHOOK_URL"), null),
                        new DestinationConfig.Console("console"),
                        new DestinationConfig.Slack("slack/budget_alerts", secretOf("SLACK_WEBHOOK_URL_2")));
        assertThat(delivery.allowedHosts())
                .containsExactlyInAnyOrder("hooks.slack.com", "alerts.example.com", "10.0.0.8");
        assertThat(delivery.hostsListed()).isTrue();
        assertThat(delivery.consoleForWantOfOthers()).isFalse();
    }

    @Test
    void what_a_destination_does_not_say_of_its_url_the_environment_says_if_it_is_called_as_its_type_is() {
        String yaml = """
                spendbell:
                  delivery:
                    destinations:
                      slack: { type: slack }
                      webhook: { type: webhook, secret: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz }
                """;
        Map<String, String> variables = Map.of(
                "ALERTING_WEBHOOK_URL", "https://hooks.slack.com/a", "WEBHOOK_URL", "https://alerts.example.com/b");

        DeliveryConfig delivery = ConfigLoader.parse("x", yaml, variables, Deployment.DAEMON)
                .orThrow()
                .delivery();

        assertThat(delivery.destinations().values())
                .containsExactly(
                        new DestinationConfig.Slack("slack", Secret.of("https://hooks.slack.com/a")),
                        new DestinationConfig.Webhook(
                                "webhook",
                                Secret.of("https://alerts.example.com/b"),
                                Secret.of("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz")));
        assertThat(delivery.allowedHosts()).contains("hooks.slack.com", "alerts.example.com");
        assertThat(ConfigLoader.parse("x", yaml, Map.of(), Deployment.DAEMON).faults())
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault)
                        .hasToString(
                                "x: spendbell.delivery.destinations.slack.url: missing (expected: an http: or https:"
                                        + " URL, or a reference to one, or the environment variable SLACK_WEBHOOK_URL or"
                                        + " ALERTING_WEBHOOK_URL)"));
    }

    @Test
    void urls_of_a_type_stand_for_slack_alone() {
        DefaultRoute route =
                fixture("valid/everything.yaml", EVERYTHING).delivery().defaultRoute();

        assertThat(route.to(AlertType.BUDGET_ALERTS)).containsExactly("webhook", "console", "slack/budget_alerts");
        assertThat(route.to(AlertType.DB_EXCEPTIONS)).containsExactly("webhook", "console");
        assertThat(route.to(AlertType.NEW_TEAM_CREATED)).containsExactly("slack", "webhook", "console");
    }

    @Test
    void routes_keep_their_order() {
        assertThat(fixture("valid/everything.yaml", EVERYTHING).delivery().routes())
                .containsExactly(
                        new Route(
                                Map.of(
                                        "alert_type", List.of(Glob.of("budget_alerts")),
                                        "team_id", List.of(Glob.of("team-pay*"))),
                                List.of("finops"),
                                false),
                        new Route(
                                Map.of(
                                        "level", List.of(Glob.of("High"), Glob.of("Medium")),
                                        "event_group", List.of(Glob.of("key")),
                                        "source", List.of(Glob.of("*")),
                                        "event", List.of(Glob.of("budget_crossed")),
                                        "model", List.of(Glob.of("gpt-*"))),
                                List.of("hook", "slack"),
                                true),
                        new Route(Map.of(), List.of("screen"), false));
    }

    @Test
    void slacks_own_variable_goes_before_the_general_one() {
        Map<String, String> both = Map.of(
                "SLACK_WEBHOOK_URL", "https://one.example.com/", "ALERTING_WEBHOOK_URL", "https://two.example.com/");

        DeliveryConfig delivery =
                fixture("valid/alerting-webhook-url-is-the-fallback.yaml", both).delivery();

        assertThat(delivery.destinations().get("slack"))
                .isEqualTo(new DestinationConfig.Slack("slack", Secret.of("https://one.example.com/")));
        assertThat(delivery.allowedHosts()).containsExactly("one.example.com");
        assertThat(delivery.hostsListed()).isFalse();
    }

    @Test
    void equal_urls_of_a_type_are_one_destination_and_others_are_numbered() {
        DeliveryConfig delivery = parsed("""
            general_settings:
              alerting: [slack]
              alert_to_webhook_url:
                budget_alerts: ["https://a.example.com", "https://a.example.com", "https://b.example.com"]
                db_exceptions: "https://a.example.com"
            """).delivery();

        assertThat(delivery.destinations())
                .containsOnlyKeys("slack/budget_alerts", "slack/budget_alerts/2", "slack/db_exceptions");
        assertThat(delivery.defaultRoute().to()).isEmpty();
        assertThat(delivery.defaultRoute().to(AlertType.BUDGET_ALERTS))
                .containsExactly("slack/budget_alerts", "slack/budget_alerts/2");
    }

    @Test
    void without_alerting_every_named_destination_gets_what_no_route_takes() {
        DeliveryConfig delivery = parsed("""
            spendbell:
              delivery:
                destinations: { a: { type: console }, b: { type: console } }
                routes: [{ match: { level: Low }, to: console }]
            """).delivery();

        assertThat(delivery.defaultRoute().to()).containsExactly("a", "b");
        assertThat(delivery.destinations()).containsOnlyKeys("a", "b", "console");
    }
}
