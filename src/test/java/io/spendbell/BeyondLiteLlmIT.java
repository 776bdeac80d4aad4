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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where LiteLLM's own alerting falls short, told to a whole Spendbell with a file; docs/beyond-litellm.md names each. */
class BeyondLiteLlmIT {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-25T11:00:00Z"));
    private final SlackSimulator slack = new SlackSimulator(vertx, SimulatorOptions.STRICT.withClock(clock));
    private final LinkedBlockingQueue<JsonObject> alerts = new LinkedBlockingQueue<>();
    private SpendbellVerticle spendbell;
    private String deployment = "";

    @BeforeEach
    void listen() throws Exception {
        get(slack.start());
        vertx.eventBus().<JsonObject>consumer("spendbell.alerts", message -> alerts.add(message.body()));
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

    private void start(String settings, String budgets) throws Exception {
        spendbell = new SpendbellVerticle(
                ConfigLoader.parse(
                                "test",
                                """
                    general_settings: { %s }
                    spendbell:
                      store: "file:%s"
                      budgets: [%s]
                      ingest: { http: { port: 0 }, tcp: { port: 0 } }
                      delivery:
                        flush_interval: 0.05
                        allowed_hosts: [127.0.0.1]
                        destinations: { ops: { type: slack, url: "%s" } }
                    """.formatted(settings, folder.resolve("store.db"), budgets, slack.url()),
                                Map.of(),
                                Deployment.DAEMON)
                        .orThrow(),
                clock,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        deployment = get(vertx.deployVerticle(spendbell));
    }

    private void restart(String settings) throws Exception {
        get(vertx.undeploy(deployment));
        start(settings, "");
    }

    private String post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + spendbell.httpPort() + path))
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private void tell(String lines) throws Exception {
        assertThat(post("/v1/events", lines)).endsWith("\"rejected\":[]}");
    }

    /** Those that were raised until an alert of a type that is on, which is sent behind all that gives rise to them. */
    private List<String> raised(String typeThatIsOn) throws Exception {
        tell(new JsonObject()
                .put("event", "alert")
                .put("alert_type", typeThatIsOn)
                .put("level", "Low")
                .put("message", "the last")
                .encode());
        List<String> raised = new ArrayList<>();
        while (true) {
            JsonObject alert = Objects.requireNonNull(alerts.poll(20, TimeUnit.SECONDS), "no alert");
            if (alert.getString("event_message").equals("the last")) {
                return raised;
            }
            raised.add(alert.getString("alert_type") + " " + alert.getString("level")
                    + (alert.getString("event") == null ? "" : " " + alert.getValue("threshold")));
        }
    }

    private void awaitOnScreen(String... texts) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < until) {
            if (List.of(texts).stream().allMatch(slack.screen()::contains)) {
                return;
            }
            get(vertx.timer(10));
        }
        throw new AssertionError("not all of " + List.of(texts) + " but\n" + slack.screen());
    }

    private static String key(double spend, int budget, String reset) {
        return """
            {"event":"budget","type":"token_budget","user_info":{"token":"k","event_group":"key","spend":%s,"max_budget":%s,"budget_reset_at":"%s"}}
            """.formatted(spend, budget, reset);
    }

    @Test
    void each_threshold_rings_once_in_a_window_and_once_more_in_the_next_and_for_a_raised_budget() throws Exception {
        start("", "");
        String december = "2026-12-01T00:00:00Z";
        for (double spend : new double[] {86, 87, 96, 97, 101, 102}) {
            tell(key(spend, 100, december));
        }
        assertThat(raised("budget_alerts"))
                .containsExactly("budget_alerts Low 0.85", "budget_alerts Medium 0.95", "budget_alerts High 1");

        tell(key(180, 200, december) + key(181, 200, december));
        assertThat(raised("budget_alerts")).as("a raised budget").containsExactly("budget_alerts Low 0.85");

        clock.set(Instant.parse("2026-11-28T12:00:00Z"));
        tell(key(182, 200, december));
        assertThat(raised("budget_alerts")).as("more than a day later").isEmpty();

        clock.set(Instant.parse("2026-12-01T00:00:01Z"));
        tell(key(172, 200, "2027-01-01T00:00:00Z") + key(173, 200, "2027-01-01T00:00:00Z"));
        assertThat(raised("budget_alerts")).as("the next window").containsExactly("budget_alerts Low 0.85");
    }

    @Test
    void an_outage_of_a_region_rings_where_that_type_alone_is_on_told_by_events_or_by_litellms_message()
            throws Exception {
        start("alert_types: [region_outage_alerts]", "");
        tell(IntStream.range(0, 6).mapToObj(i -> """
                    {"event":"request","id":"r%d","status":"failure","status_code":500,"deployment_id":"d%d","provider":"openai","region":"eu"}
                    """.formatted(i, i % 2)).collect(Collectors.joining()));
        assertThat(raised("region_outage_alerts")).containsExactly("region_outage_alerts Medium");
        awaitOnScreen("Region openai/eu");

        String message = """
                Alert type: `outage_alerts`
                Level: `High`
                Timestamp: `12:00:00`

                Message:


                *⚠️ Major Service Outage*


                *%s Name:* `us`
                *Provider:* `openai`
                """;
        assertThat(post(
                        "/services/x",
                        new JsonObject()
                                .put("text", message.formatted("Region"))
                                .encode()))
                .isEqualTo("ok");
        assertThat(post(
                        "/services/x",
                        new JsonObject().put("text", message.formatted("Model")).encode()))
                .isEqualTo("ok");
        assertThat(raised("region_outage_alerts")).containsExactly("region_outage_alerts High");
    }

    @Test
    void an_outage_that_goes_on_over_a_restart_is_told_once() throws Exception {
        String types = "alert_types: [outage_alerts]";
        start(types, "");
        failures(0, 6);
        assertThat(raised("outage_alerts")).containsExactly("outage_alerts Medium");

        clock.advance(Duration.ofMinutes(5));
        restart(types);
        failures(6, 12);
        assertThat(raised("outage_alerts")).as("it goes on").isEmpty();
    }

    private void failures(int from, int to) throws Exception {
        tell(IntStream.range(from, to)
                .mapToObj(i -> "{\"event\":\"request\",\"id\":\"f" + i
                        + "\",\"status\":\"failure\",\"status_code\":500,\"deployment_id\":\"dep-01\"}\n")
                .collect(Collectors.joining()));
    }

    @Test
    void a_call_rings_for_every_budget_that_litellm_knows_and_tells_nobody_of() throws Exception {
        String kinds = List.of("tag", "model", "provider", "user", "end_user", "team_member").stream()
                .map(kind -> "{ entity: " + kind + ", id: \"*\", max_budget: 1, thresholds: [1.0] }")
                .collect(Collectors.joining(", "));
        start("", kinds);

        tell("""
            {"call_type":"acompletion","status":"success","id":"c","response_cost":1.5,"model":"gpt-5","custom_llm_provider":"openai",
            "end_user":"cust-9","request_tags":["prod"],"metadata":{"user_api_key_user_id":"sam","user_api_key_team_id":"pay"}}
            """.replace("\n", ""));

        assertThat(raised("budget_alerts")).hasSize(6).containsOnly("budget_alerts High 1");
        awaitOnScreen(
                "Tag prod is over its budget",
                "Model gpt-5 is over its budget",
                "Provider openai is over its budget",
                "User sam is over its budget",
                "Customer cust-9 is over its budget",
                "budget team_member:*:forever");
    }

    @Test
    void a_cooldown_rings_by_the_default_types() throws Exception {
        start("", "");

        tell("{\"event\":\"deployment_cooldown\",\"deployment_id\":\"dep-01\",\"model\":\"chat\",\"status_code\":429}");

        assertThat(raised("budget_alerts")).containsExactly("cooldown_deployment Medium");
        awaitOnScreen(
                "The gateway sends no calls to this deployment of chat for a while, because calls to it failed with status 429.");
    }
}
