package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.config.SpendbellConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a LiteLLM proxy sends over HTTP, to a whole Spendbell. */
class LiteLlmIT {
    private static final SpendbellConfig CONFIG =
            ConfigLoader.parse("test", """
                spendbell:
                  store: memory
                  ingest: { http: { port: 0 }, tcp: { port: 0 } }
                  delivery: { flush_interval: 0.05 }
                  thresholds: { default: [0.85, 1.0], team: [0.91] }
                  budgets:
                    - { name: customers, entity: end_user, id: "*", max_budget: 0.08, thresholds: [1.0] }
                """, Map.of(), Deployment.DAEMON).orThrow();
    private static final Path SAMPLES = Path.of("src/test/resources/events/valid");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private String deployment = "";
    private final LinkedBlockingQueue<JsonObject> alerts = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final SpendbellVerticle spendbell = new SpendbellVerticle(
            CONFIG,
            new MutableClock(Instant.parse("2026-08-29T10:41:00Z")),
            new PrintStream(console, true, StandardCharsets.UTF_8));

    @BeforeEach
    void start() throws Exception {
        vertx.eventBus().<JsonObject>consumer("spendbell.alerts", message -> alerts.add(message.body()));
        deployment = get(vertx.deployVerticle(spendbell));
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.undeploy(deployment));
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private String post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + spendbell.httpPort() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private String get(String path) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + spendbell.httpPort() + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static JsonObject sample(String name) throws Exception {
        return new JsonObject(Files.readString(SAMPLES.resolve(name + ".json")));
    }

    private JsonObject nextAlert() throws Exception {
        return Objects.requireNonNull(alerts.poll(10, TimeUnit.SECONDS), "no alert");
    }

    @Test
    void calls_add_their_cost_once_and_ring_for_the_budgets_that_they_state() throws Exception {
        JsonObject call = sample("litellm-call");
        JsonArray batch = new JsonArray().add(call).addNull().add(sample("litellm-call-failed"));

        assertThat(post("/v1/events", batch.encode())).isEqualTo("{\"accepted\":2,\"rejected\":[]}");
        assertThat(post("/v1/events", call.encode())).isEqualTo("{\"accepted\":1,\"rejected\":[]}");

        Map<String, JsonObject> rang = Map.of("first", nextAlert(), "second", nextAlert(), "third", nextAlert());
        assertThat(rang.values())
                .extracting(alert ->
                        alert.getString("event_group") + " " + alert.getString("event") + " " + alert.getValue("spend"))
                .containsExactlyInAnyOrder(
                        "key threshold_crossed 85.0121",
                        "team threshold_crossed 910.2421",
                        "key budget_crossed 100.02");
        assertThat(get("/v1/budgets")).contains("\"spent\":0.0421");
        assertThat(get("/metrics")).contains("spendbell_events_duplicate_total 1.0");

        JsonObject another = call.copy().put("id", "another").put("messages", "x".repeat(2 << 20));
        another.put("metadata", new JsonObject());
        assertThat(post("/v1/events", another.encode() + "\n")).isEqualTo("{\"accepted\":1,\"rejected\":[]}");
        assertThat(nextAlert().getString("customer_id")).isEqualTo("cust-9");
        assertThat(get("/v1/budgets")).contains("\"spent\":0.0842");
    }

    @Test
    void a_path_that_cannot_be_read_is_a_bad_request() throws Exception {
        Promise<String> heard = Promise.promise();
        vertx.createNetClient().connect(spendbell.httpPort(), "127.0.0.1").onSuccess(socket -> {
            socket.handler(bytes -> heard.tryComplete(bytes.toString()));
            socket.write("POST /services/%zz HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        });

        assertThat(get(heard.future())).startsWith("HTTP/1.1 400").contains("path: not readable");
    }

    @Test
    void a_cost_that_is_not_known_rings_once_a_model() throws Exception {
        JsonObject call =
                sample("litellm-call").put("response_cost", (Object) null).put("metadata", new JsonObject());
        call.put("hidden_params", new JsonObject());
        String lines = call.encode() + "\n" + call.copy().put("id", "2").encode() + "\n"
                + call.copy().put("id", "3").put("model", "other").encode();

        assertThat(post("/v1/events", lines)).isEqualTo("{\"accepted\":3,\"rejected\":[]}");
        assertThat(List.of(nextAlert(), nextAlert()))
                .allMatch(alert -> alert.getString("alert_type").equals("failed_tracking_spend"))
                .extracting(alert -> alert.getString("model"))
                .containsExactlyInAnyOrder("gpt-5-mini", "other");
        assertThat(post("/v1/events", call.copy().put("id", "4").encode())).contains("\"accepted\":1");
        post("/services/x", "{\"text\":\"the last\"}");
        assertThat(nextAlert().getString("event_message")).isEqualTo("the last");
    }

    @Test
    void its_webhook_events_and_slack_messages_ring_too() throws Exception {
        assertThat(post(
                        "/v1/events",
                        sample("litellm-webhook").put("spend", 950).encode()))
                .contains("\"accepted\":1");
        assertThat(nextAlert().getString("team_id")).isEqualTo("team-pay");

        assertThat(post(
                        "/services/T0/B0/X0",
                        new JsonObject()
                                .put(
                                        "text",
                                        "Alert type: `db_exceptions`\n"
                                                + "Level: `High`\n"
                                                + "Timestamp: `10:00:00`\n\n"
                                                + "Message: DB down")
                                .encode()))
                .isEqualTo("ok");
        JsonObject alert = nextAlert();
        assertThat(alert.getString("alert_type")).isEqualTo("db_exceptions");
        assertThat(alert.getString("level")).isEqualTo("High");
        assertThat(alert.getString("event_message")).isEqualTo("DB down");
    }

    @Test
    void what_a_webhook_says_that_a_customer_has_spent_counts_where_its_url_asks_for_it() throws Exception {
        String spent =
                sample("litellm-webhook-spend-tracked").put("spend", 0.05).encode();

        assertThat(post("/v1/events", spent)).contains("\"accepted\":1");
        assertThat(get("/v1/budgets")).doesNotContain("\"spent\":0.05");

        assertThat(post("/v1/events?spend=webhook", spent)).contains("\"accepted\":1");
        assertThat(get("/v1/budgets")).contains("\"spent\":0.05");
        assertThat(post("/v1/events?spend=webhook", spent)).contains("\"accepted\":1");
        assertThat(nextAlert().getString("customer_id")).isEqualTo("cust-9");

        assertThat(post("/v1/events?spend=twice", spent))
                .isEqualTo("{\"error\":\"spend: another value (expected: webhook, or none)\"}");
    }

    private String slack(String message) throws Exception {
        return post(
                "/services/T0/B0/X0",
                new JsonObject()
                        .put(
                                "text",
                                "Alert type: `budget_alerts`\n"
                                        + "Level: `High`\n"
                                        + "Timestamp: `10:00:00`\n\n"
                                        + "Message: Key Budget: Budget Crossed\n"
                                        + " Total Budget:`100.0`\n\n"
                                        + "*spend:* `100.02`\n"
                                        + "*max_budget:* `100.0`\n"
                                        + message + "*event_group:* `key`\n")
                        .encode());
    }

    @Test
    void a_budget_that_a_call_a_webhook_and_slack_tell_of_rings_once() throws Exception {
        JsonObject call = sample("litellm-call-failed");
        JsonObject metadata = call.getJsonObject("metadata");
        JsonObject webhook = new JsonObject()
                .put("spend", 100.02)
                .put("max_budget", 100)
                .put("token", metadata.getString("user_api_key_hash"))
                .put("key_alias", metadata.getString("user_api_key_alias"))
                .put("event_group", "key")
                .put("event", "budget_crossed")
                .put("event_message", "Key Budget: Budget Crossed");

        post("/v1/events", call.encode());
        assertThat(nextAlert().getString("event")).isEqualTo("budget_crossed");
        post("/v1/events", webhook.encode());
        assertThat(slack("*key_alias:* `" + metadata.getString("user_api_key_alias") + "`\n"))
                .isEqualTo("ok");
        assertThat(slack("*key_alias:* `another`\n")).isEqualTo("ok");

        JsonObject next = nextAlert();
        assertThat(next.getString("key_alias")).isEqualTo("another");
        assertThat(next.getValue("spend")).isEqualTo(100.02);
    }

    @Test
    void a_key_that_a_webhook_tells_of_before_its_window_is_known_does_not_ring_again_by_the_call() throws Exception {
        JsonObject call = sample("litellm-call-failed");
        JsonObject metadata =
                call.getJsonObject("metadata").put("user_api_key_budget_reset_at", "2026-10-01T00:00:00Z");
        JsonObject webhook = new JsonObject()
                .put("spend", 100.02)
                .put("max_budget", 100)
                .put("token", metadata.getString("user_api_key_hash"))
                .put("event_group", "key")
                .put("event", "budget_crossed")
                .put("event_message", "Key Budget: Budget Crossed");

        post("/v1/events", webhook.encode());
        assertThat(nextAlert().getString("event")).isEqualTo("budget_crossed");
        post("/v1/events", call.encode());
        post("/services/x", "{\"text\":\"the last\"}");

        assertThat(nextAlert().getString("event_message")).isEqualTo("the last");
    }

    @Test
    void a_key_that_slack_tells_of_before_its_hash_is_known_does_not_ring_again_by_the_call_but_its_successor_does()
            throws Exception {
        JsonObject call = sample("litellm-call-failed");
        JsonObject metadata =
                call.getJsonObject("metadata").put("user_api_key_budget_reset_at", "2026-10-01T00:00:00Z");

        assertThat(slack("*key_alias:* `" + metadata.getString("user_api_key_alias") + "`\n"))
                .isEqualTo("ok");
        assertThat(nextAlert().getString("event")).isEqualTo("budget_crossed");
        post("/v1/events", call.encode());
        metadata.put("user_api_key_hash", "0123456789abcdef");
        post("/v1/events", call.put("id", "another").encode());

        assertThat(nextAlert().getString("token")).isEqualTo("0123456789abcdef");
    }

    private void projectByBothFeeds(double spend) throws Exception {
        String words = "Project Budget: Budget Crossed\n Total Budget:`80.0`";
        JsonObject webhook = new JsonObject()
                .put("spend", spend)
                .put("max_budget", 80)
                .put("token", "hash")
                .put("team_id", "team-pay")
                .put("event_group", "project")
                .put("event", "budget_crossed")
                .put("event_message", words);
        String text = "Alert type: `budget_alerts`\nLevel: `High`\nTimestamp: `10:00:00`\n\nMessage: " + words
                + "\n\n*spend:* `" + spend
                + "`\n*max_budget:* `80.0`\n*team_id:* `team-pay`\n*event_group:* `project`\n";

        assertThat(post("/v1/events", webhook.encode())).isEqualTo("{\"accepted\":1,\"rejected\":[]}");
        assertThat(post("/services/x", new JsonObject().put("text", text).encode()))
                .isEqualTo("ok");
    }

    @Test
    void a_project_that_a_webhook_and_slack_tell_of_rings_once_and_another_beside_it() throws Exception {
        projectByBothFeeds(81.5);
        projectByBothFeeds(82.5);
        post("/services/x", "{\"text\":\"the last\"}");

        assertThat(nextAlert().getString("event_message")).startsWith("Project Budget");
        assertThat(nextAlert().getString("event_message")).startsWith("Project Budget");
        assertThat(nextAlert().getString("event_message")).isEqualTo("the last");
    }

    @Test
    void a_key_that_rang_by_its_hash_does_not_ring_by_its_alias_after_a_reload() throws Exception {
        JsonObject call = sample("litellm-call-failed");
        call.getJsonObject("metadata").put("user_api_key_budget_reset_at", "2026-10-01T00:00:00Z");
        post("/v1/events", call.encode());
        assertThat(nextAlert().getString("event")).isEqualTo("budget_crossed");

        get(spendbell.reload(() -> CONFIG));
        slack("*key_alias:* `" + call.getJsonObject("metadata").getString("user_api_key_alias") + "`\n");
        post("/services/x", "{\"text\":\"the last\"}");

        assertThat(nextAlert().getString("event_message")).isEqualTo("the last");
    }
}
