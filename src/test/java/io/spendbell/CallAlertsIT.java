package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What LLM calls give rise to, told to a whole Spendbell over HTTP and TCP, as it reaches Slack; alert types are those of the defaults. */
class CallAlertsIT {
    private static final String LAST =
            "{\"event\":\"alert\",\"alert_type\":\"db_exceptions\",\"level\":\"High\",\"message\":\"the last\"}\n";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final SlackSimulator slack = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private final MutableClock clock = new MutableClock(Instant.parse("2026-09-01T12:00:30Z"));
    private final LinkedBlockingQueue<JsonObject> alerts = new LinkedBlockingQueue<>();
    private SpendbellVerticle spendbell;

    @BeforeEach
    void start() throws Exception {
        get(slack.start());
        vertx.eventBus().<JsonObject>consumer("spendbell.alerts", message -> alerts.add(message.body()));
        spendbell = new SpendbellVerticle(
                ConfigLoader.parse("test", """
                    spendbell:
                      store: memory
                      ingest: { http: { port: 0 }, tcp: { port: 0 } }
                      delivery:
                        flush_interval: 0.05
                        allowed_hosts: [127.0.0.1]
                        destinations: { ops: { type: slack, url: "%s" } }
                    """.formatted(slack.url()), Map.of(), Deployment.DAEMON)
                        .orThrow(),
                clock,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        get(vertx.deployVerticle(spendbell));
    }

    @AfterEach
    void stop() throws Exception {
        get(Future.join(vertx.deploymentIDs().stream().map(vertx::undeploy).toList())
                .otherwiseEmpty());
        get(slack.close());
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void post(String lines) throws Exception {
        assertThat(send("/v1/events", lines)).endsWith("\"rejected\":[]}");
    }

    private String send(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + spendbell.httpPort() + path))
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private void overTcp(String lines) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", spendbell.tcpPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((lines + "{\"event\":\"sync\",\"id\":\"s\"}\n").getBytes(StandardCharsets.UTF_8));
            byte[] answer = new byte[200];
            int length = socket.getInputStream().read(answer);
            assertThat(new String(answer, 0, length, StandardCharsets.UTF_8)).contains("\"rejected\":0");
        }
    }

    /** Those that were raised until {@link #LAST}, which is sent behind all that gives rise to them. */
    private List<JsonObject> raised() throws Exception {
        post(LAST);
        List<JsonObject> raised = new ArrayList<>();
        while (true) {
            JsonObject alert = Objects.requireNonNull(alerts.poll(20, TimeUnit.SECONDS), "no alert");
            if (alert.getString("event_message").equals("the last")) {
                return raised;
            }
            raised.add(alert);
        }
    }

    private static List<String> told(List<JsonObject> alerts) {
        return alerts.stream()
                .map(alert -> alert.getString("alert_type") + " " + alert.getString("level"))
                .toList();
    }

    private String seenInSlack(String what) throws Exception {
        for (int messages = 1; ; messages++) {
            get(slack.awaitMessages(messages));
            String seen = slack.messages().stream()
                    .map(message -> new JsonObject(message.body()).getString("text"))
                    .collect(Collectors.joining("\n"));
            if (seen.contains(what)) {
                return seen;
            }
        }
    }

    private static String repeat(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining());
    }

    private static String failure(String id, int status, String deployment) {
        return "{\"event\":\"request\",\"id\":\"" + id + "\",\"status\":\"failure\",\"status_code\":" + status
                + ",\"error_class\":\"E" + status
                + "\",\"error\":\"broken <!channel>\",\"model\":\"gpt-5\",\"deployment_id\":\""
                + deployment + "\",\"provider\":\"azure\",\"region\":\"eu\",\"key_alias\":\"billing-bot\"}\n";
    }

    @Test
    void a_slow_call_is_told_whoever_logged_it() throws Exception {
        post("{\"event\":\"request\",\"id\":\"a\",\"status\":\"success\",\"latency\":300.5,\"model\":\"gpt-5\","
                + "\"api_base\":\"https://eu.example.com\",\"key_alias\":\"billing-bot\",\"team_alias\":\"Payments\","
                + "\"metadata\":{\"hello\":\"world\"}}\n"
                + "{\"event\":\"request\",\"id\":\"b\",\"status\":\"success\",\"latency\":299}\n"
                + "{\"call_type\":\"x\",\"id\":\"c\",\"status\":\"success\",\"response_cost\":0,\"model\":\"gpt-6\","
                + "\"startTime\":1788263600,\"endTime\":1788264000}\n");

        assertThat(told(raised())).containsExactly("llm_too_slow Low", "llm_too_slow Low");
        assertThat(seenInSlack("400.00s"))
                .contains(
                        "Responses are slow - 300.50s response time &gt; Alerting threshold: 300.00s.",
                        "Request Model: gpt-5, API Base: https://eu.example.com.",
                        "hello: world",
                        "billing-bot",
                        "Payments");
    }

    @Test
    void a_storm_of_failures_is_a_handful_of_alerts_and_an_outage() throws Exception {
        overTcp(repeat(250, i -> failure("f" + i, 503, "dep-01")) + repeat(20, i -> failure("f" + i, 503, "dep-01")));

        List<JsonObject> raised = raised();
        assertThat(told(raised))
                .containsExactlyInAnyOrder(
                        "llm_exceptions High",
                        "llm_exceptions High",
                        "llm_exceptions High",
                        "outage_alerts Medium",
                        "outage_alerts High");
        assertThat(seenInSlack("100 calls failed"))
                .contains(
                        "LLM API call failed: E503 (503): broken &lt;!channel&gt;",
                        "LLM API calls fail: 10 calls failed with E503 (503) since",
                        "Minor Service Outage",
                        "Major Service Outage",
                        "Timeout Errors (408): 0, API Errors (500 and above): 5.",
                        "billing-bot")
                .doesNotContain("<!channel>");
    }

    @Test
    void an_outage_of_a_region_has_its_own_type_and_needs_two_deployments() throws Exception {
        post(repeat(4, i -> failure("a" + i, 408, "dep-01")) + repeat(4, i -> failure("b" + i, 408, "dep-02")));

        assertThat(told(raised()))
                .containsExactlyInAnyOrder("llm_exceptions High", "llm_exceptions High", "region_outage_alerts Medium");
        assertThat(seenInSlack("to region")).contains("5 calls to region azure/eu failed");
    }

    @Test
    void an_outage_that_goes_on_is_not_told_again() throws Exception {
        post(repeat(6, i -> failure("a" + i, 500, "dep-01")));
        assertThat(told(raised())).containsExactlyInAnyOrder("llm_exceptions High", "outage_alerts Medium");

        clock.advance(Duration.ofMinutes(5));
        post(repeat(6, i -> failure("b" + i, 500, "dep-01")));
        assertThat(told(raised())).as("the tenth failure in the hour").containsExactly("llm_exceptions High");
    }

    @Test
    void of_slack_messages_those_that_calls_tell_as_well_are_left_out_where_that_is_asked_for() throws Exception {
        List<String> messages = List.of(
                slackMessage("llm_exceptions", "LLM API call failed: `boom`"),
                slackMessage("llm_too_slow", "`Responses are slow - 301s response time`"),
                slackMessage(
                        "outage_alerts",
                        "\n\n\n*⚠️ Minor Service Outage*\n\n\n*Model Name:* `m`\n*Provider:* `openai`\n"),
                slackReport("daily_reports", "\n\nTime: `1788000000.5`s\nHere are today's key metrics 📈: \n\n"),
                slackMessage("spend_reports", "*💸 Spend Report for `09-01-2026 - 09-08-2026` (7 days)*\n"),
                slackMessage("spend_reports", "*💸 Monthly Spend Report for `09-01-2026 - 09-30-2026` *\n"),
                slackMessage("user_spend_thresholds", "User Daily Spend Threshold Crossed:\nUser: `u-17`\n"),
                slackMessage("user_spend_thresholds", "User Monthly Spend Threshold Crossed:\nUser: `u-17`\n"),
                slackMessage(
                        "failed_tracking_spend",
                        "Failed Tracking Cost for Error in tracking cost callback - Cost tracking failed for model=m.\n"),
                slackMessage(
                        "outage_alerts",
                        "\n\n\n*⚠️ Minor Service Outage*\n\n\n*Region Name:* `eu`\n*Provider:* `openai`\n"),
                slackMessage("llm_requests_hanging", "`Requests are hanging`"),
                slackMessage(
                        "failed_tracking_spend",
                        "Failed Tracking Cost for Error in tracking cost callback - the database is away\n"),
                slackMessage("fallback_reports", "*Fallback Statistics:*\n"),
                "{\"text\":\"something else\"}");
        for (String message : messages) {
            assertThat(send("/services/litellm?besides=calls", message)).isEqualTo("ok");
        }
        assertThat(told(raised()))
                .containsExactly(
                        "region_outage_alerts High",
                        "llm_requests_hanging High",
                        "failed_tracking_spend High",
                        "fallback_reports High",
                        "llm_exceptions Medium");

        for (String message : messages) {
            assertThat(send("/services/litellm", message)).isEqualTo("ok");
        }
        assertThat(raised()).hasSize(messages.size());
    }

    private static String slackReport(String type, String message) {
        return new JsonObject()
                .put("text", "Alert type: `" + type + "`" + message)
                .encode();
    }

    private static String slackMessage(String type, String message) {
        return new JsonObject()
                .put("text", "Alert type: `" + type + "`\nLevel: `High`\nTimestamp: `12:00:00`\n\nMessage: " + message)
                .encode();
    }

    @Test
    void what_the_gateway_refuses_itself_is_no_failure() throws Exception {
        post(repeat(
                30,
                i -> "{\"call_type\":\"x\",\"id\":\"r" + i + "\",\"status\":\"failure\",\"model\":\"gpt-5\","
                        + "\"error_information\":{\"error_code\":\"429\",\"error_class\":\"BudgetExceededError\"}}\n"));

        assertThat(raised()).isEmpty();
    }

    @Test
    void a_call_that_begins_and_does_not_end_hangs_and_is_told_once() throws Exception {
        String started = "\"status\":\"started\",\"model\":\"gpt-5\",\"api_base\":\"https://eu.example.com\","
                + "\"key_alias\":\"billing-bot\"}\n";
        overTcp("{\"event\":\"request\",\"id\":\"hangs\"," + started + "{\"event\":\"request\",\"id\":\"ends\","
                + started
                + "{\"event\":\"request\",\"id\":\"fails\"," + started + "{\"event\":\"request\",\"id\":\"hangs\","
                + started);
        post(
                "{\"event\":\"request\",\"id\":\"ends\",\"status\":\"success\"}\n"
                        + "{\"event\":\"request\",\"id\":\"fails\",\"status\":\"failure\",\"error_class\":\"HTTPException\"}\n");

        for (int minute = 0; minute < 12; minute++) {
            clock.advance(Duration.ofMinutes(1));
            post("{\"event\":\"request\",\"id\":\"other" + minute + "\",\"status\":\"success\"}\n");
        }
        JsonObject alert = Objects.requireNonNull(alerts.poll(20, TimeUnit.SECONDS), "no alert");

        assertThat(told(List.of(alert))).containsExactly("llm_requests_hanging Medium");
        assertThat(seenInSlack("hanging"))
                .contains(
                        "Requests are hanging - 300.00s+ request time.",
                        "Request Model: gpt-5, API Base: https://eu.example.com.",
                        "billing-bot");
        clock.advance(Duration.ofMinutes(10));
        assertThat(raised()).isEmpty();
    }
}
