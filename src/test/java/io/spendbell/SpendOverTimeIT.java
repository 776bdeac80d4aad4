package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.report.ReportSeries;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole Spendbell tells in Slack of spend over time: reports, and users who spend much. */
class SpendOverTimeIT {
    private static final String USERS = "alerting_args: { daily_spend_per_user_threshold: 50 }";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    /** A Wednesday. */
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-25T12:00:00Z"));

    private final SlackSimulator slack = new SlackSimulator(vertx, SimulatorOptions.STRICT.withClock(clock));

    private String deployment = "";

    @BeforeEach
    void listen() throws Exception {
        get(slack.start());
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.undeploy(deployment).otherwiseEmpty());
        get(slack.close());
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void start(String settings) throws Exception {
        String file = """
            general_settings: { %s }
            spendbell:
              timezone: Europe/Berlin
              store: "file:%s"
              notices: { budget_reset: true }
              budgets: [{ name: pay, entity: team, id: "*", max_budget: 5, duration: 1d, thresholds: [] }]
              ingest: { http: { port: 0 }, tcp: { port: 0 } }
              delivery:
                flush_interval: 0.05
                allowed_hosts: [127.0.0.1]
                destinations: { ops: { type: slack, url: "%s" } }
            """.formatted(settings, folder.resolve("store.db"), slack.url());
        SpendbellVerticle spendbell = new SpendbellVerticle(
                ConfigLoader.parse("test", file, Map.of(), Deployment.DAEMON).orThrow(),
                clock,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        deployment = get(vertx.deployVerticle(spendbell));
    }

    private void restart(String settings, String time) throws Exception {
        get(vertx.undeploy(deployment));
        clock.set(Instant.parse(time));
        start(settings);
    }

    /** Until after what may come late after a start is waited for. */
    private void restartAndWait(String settings, String time) throws Exception {
        restart(settings, time);
        clock.advance(ReportSeries.GRACE);
    }

    private void take(String event) throws Exception {
        JsonObject answer = (JsonObject) get(vertx.eventBus().request("spendbell.events", new JsonObject(event)))
                .body();
        assertThat(answer.getInteger("accepted")).isEqualTo(1);
    }

    /** What stands in the channel once a text does; what is posted after another message waits for its turn. */
    private String screenWith(String text) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        String screen = "";
        int looks = 0;
        while (System.nanoTime() < until) {
            screen = slack.screen();
            if (screen.contains(text)) {
                return screen;
            }
            get(vertx.timer(10));
            if (++looks % 50 == 0) {
                clock.advance(Duration.ofSeconds(1));
            }
        }
        throw new AssertionError("nothing like " + text + " but\n" + screen);
    }

    @Test
    void a_report_of_the_week_that_ended_while_nobody_ran_reaches_slack_once_line_by_line() throws Exception {
        // Given what was spent as each way of telling it says: an event, LiteLLM's payload
        start("");
        take("{\"event\":\"spend\",\"cost\":900,\"team_id\":\"team-pay\",\"team_alias\":\"Pay <!channel>\","
                + "\"user_id\":\"sam\",\"model\":\"gpt-5\",\"tags\":[\"prod\"]}");
        take("{\"call_type\":\"acompletion\",\"status\":\"success\",\"id\":\"c-1\",\"response_cost\":0.5,"
                + "\"model\":\"gpt-5\",\"metadata\":{\"user_api_key_user_id\":\"kim\"},\"request_tags\":[\"prod\"]}");
        take("{\"call_type\":\"acompletion\",\"status\":\"success\",\"id\":\"c-1\",\"response_cost\":0.5}");

        // When
        restartAndWait("", "2026-11-30T08:00:00Z");

        // Then
        String screen = screenWith("Spend of");
        assertThat(screen.replace("┃ ", "")).contains("""
            Spend of Mon 23 Nov 2026 to Sun 29 Nov 2026 (7 days, Europe/Berlin): $900.50
            Teams:
            • Pay <!channel>: $900.00
            • no team: $0.50
            Tags:
            • prod: $900.50
            Users:
            • sam: $900.00
            • kim: $0.50
            Models:
            • gpt-5: $900.50
            """);
        assertThat(screen).contains("Spend report").doesNotContain("⟦mention");

        // And when it is started again, and a month is over too
        restartAndWait("", "2026-12-01T08:00:00Z");
        assertThat(screenWith("Sun 1 Nov 2026 to Mon 30 Nov 2026")).containsOnlyOnce("Mon 23 Nov 2026 to");
    }

    @Test
    void a_report_that_is_off_is_neither_told_nor_counted_for() throws Exception {
        start("alert_types: [user_spend_thresholds], " + USERS);
        take("{\"event\":\"spend\",\"cost\":5,\"user_id\":\"sam\"}");

        restart("", "2026-11-30T08:00:00Z");
        take("{\"event\":\"spend\",\"cost\":5,\"user_id\":\"sam\"}");
        restartAndWait("", "2026-12-07T08:00:00Z");

        assertThat(screenWith("Mon 30 Nov 2026 to")).doesNotContain("Mon 23 Nov 2026 to");
    }

    @Test
    void a_user_over_the_daily_threshold_is_told_at_once_and_the_next_day_anew() throws Exception {
        start(USERS);
        for (int i = 0; i < 4; i++) {
            take("{\"event\":\"spend\",\"cost\":25,\"user_id\":\"sam\",\"user_email\":\"sam@example.com\"}");
        }

        String screen = screenWith("$50.00 on Wed 25 Nov 2026 (Europe/Berlin), of a daily threshold of $50.00.");
        assertThat(screen)
                .contains("High", "sam@example.com", "user_spend_thresholds")
                .containsOnlyOnce("Threshold Crossed");
        clock.advance(Duration.ofHours(12));
        take("{\"event\":\"spend\",\"cost\":60,\"user_id\":\"sam\"}");
        screenWith("$60.00 on Thu 26 Nov 2026");
    }

    @Test
    void a_user_who_spends_more_than_is_usual_is_told_where_that_is_asked_for() throws Exception {
        String anomalies = "alert_types: [user_spend_anomalies]";
        start(anomalies);
        for (int day = 0; day < 4; day++) {
            take("{\"event\":\"spend\",\"cost\":10,\"user_id\":\"sam\"}");
            clock.advance(Duration.ofDays(1));
        }
        take("{\"event\":\"spend\",\"cost\":31,\"user_id\":\"sam\"}");

        restart(anomalies, "2026-11-29T13:00:00Z");

        assertThat(screenWith("User Spend Anomaly Detected: $31.00 on Sun 29 Nov 2026 (Europe/Berlin)"))
                .contains("High", "more than $30.00 is unusual");
    }

    @Test
    void what_deployments_and_fallbacks_came_to_reaches_slack_when_their_time_is_over() throws Exception {
        // Given
        start("alert_types: [daily_reports, fallback_reports]");
        take("{\"event\":\"request\",\"id\":\"r-1\",\"status\":\"success\",\"deployment_id\":\"azure:eu\","
                + "\"model_group\":\"gpt-5\",\"latency\":2.0,\"completion_tokens\":100}");
        take("{\"event\":\"request\",\"id\":\"r-1\",\"status\":\"success\",\"deployment_id\":\"azure:eu\"}");
        take("{\"event\":\"request\",\"id\":\"r-2\",\"status\":\"failure\",\"deployment_id\":\"azure:eu\","
                + "\"status_code\":500,\"error\":\"down\"}");
        take("{\"event\":\"fallback\",\"model\":\"gpt-5\",\"fallback_model\":\"claude\",\"success\":false}");

        // When
        restartAndWait("alert_types: [daily_reports, fallback_reports]", "2026-11-26T08:00:00Z");

        // Then
        screenWith("report");
        clock.advance(Duration.ofSeconds(2));
        screenWith("Deployments from");
        assertThat(screenWith("Fallbacks of").replace("┃ ", "")).contains("""
            Deployments from Wed 25 Nov 2026, 12:00 CET to Thu 26 Nov 2026, 00:00 CET: 1 with 2 calls, of which 1 failed
            Most failed calls:
            • azure:eu (gpt-5): 1 of 2 calls failed
            Slowest per output token:
            • azure:eu (gpt-5): 0.02 s on average, p50 0.022 s, p95 0.022 s (1 call)
            """).contains("""
                Fallbacks of Wed 25 Nov 2026 (1 day, Europe/Berlin): 0 succeeded, 1 failed
                Failed:
                • gpt-5 → claude: 1
                """);
    }

    @Test
    void a_budget_whose_window_begins_anew_says_what_the_one_before_came_to() throws Exception {
        start("alert_types: []");
        take("{\"event\":\"spend\",\"cost\":5,\"team_id\":\"a\"}");
        take("{\"event\":\"spend\",\"cost\":2,\"team_id\":\"b\"}");

        restartAndWait("alert_types: []", "2026-11-26T00:00:00Z");

        assertThat(screenWith("A new window has begun"))
                .contains(
                        "A new window has begun on Thu 26 Nov 2026, 00:00 CET. In the one before, from Wed 25 Nov 2026,"
                                + " 00:00 CET, $7.00 was spent by 2, of a budget of $5.00 each, which 1 used up.");
        restart("alert_types: []", "2026-11-26T08:00:00Z");
        take("{\"event\":\"alert\",\"alert_type\":\"budget_alerts\",\"level\":\"Low\",\"message\":\"m\"}");
        assertThat(slack.screen()).containsOnlyOnce("A new window has begun");
    }
}
