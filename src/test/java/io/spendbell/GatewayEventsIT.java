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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What gateways tell of their own running, to a whole Spendbell that posts to Slack. */
class GatewayEventsIT {
    private static final String KEY_CREATED = "{\"event\":\"key_created\",\"key_alias\":\"a<!channel>b\","
            + "\"actor\":{\"user_id\":\"admin-1\"},\"arguments\":{\"password\":\"hunter22\"}}\n";
    private static final String LAST =
            "{\"event\":\"alert\",\"alert_type\":\"llm_exceptions\",\"level\":\"High\",\"message\":\"the last\"}\n";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final SlackSimulator slack = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private final MutableClock clock = new MutableClock(Instant.parse("2026-09-01T12:00:00Z"));
    private final LinkedBlockingQueue<JsonObject> alerts = new LinkedBlockingQueue<>();

    @BeforeEach
    void listen() throws Exception {
        get(slack.start());
        vertx.eventBus().<JsonObject>consumer("spendbell.alerts", message -> alerts.add(message.body()));
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

    private SpendbellVerticle start(String settings) throws Exception {
        SpendbellVerticle spendbell = new SpendbellVerticle(
                ConfigLoader.parse("test", """
                        %s
                        spendbell:
                          store: memory
                          ingest: { http: { port: 0 }, tcp: { port: 0 } }
                          delivery:
                            flush_interval: 0.05
                            allowed_hosts: [127.0.0.1]
                            destinations: { ops: { type: slack, url: "%s" } }
                        """.formatted(settings, slack.url()), Map.of(), Deployment.DAEMON)
                        .orThrow(),
                clock,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        get(vertx.deployVerticle(spendbell));
        return spendbell;
    }

    private String post(SpendbellVerticle spendbell, String lines) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + spendbell.httpPort() + "/v1/events"))
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(lines))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private List<String> types(int count) throws Exception {
        List<String> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            types.add(Objects.requireNonNull(alerts.poll(10, TimeUnit.SECONDS), "no alert")
                    .getString("alert_type"));
        }
        return types;
    }

    @Test
    void each_rings_in_slack_as_often_as_it_is_to_and_shows_neither_secrets_nor_foreign_markup() throws Exception {
        SpendbellVerticle spendbell = start(
                "general_settings: { alert_types: [new_virtual_key_created, model_deprecation_warnings, cooldown_deployment,"
                        + " failed_tracking_spend, db_exceptions, llm_exceptions] }");
        String deprecated = "{\"event\":\"model_deprecation\",\"model\":\"old\",\"deprecation_date\":\"2026-09-20\"}\n";
        String cooldown = "{\"event\":\"deployment_cooldown\",\"deployment_id\":\"dep-01\"}\n";
        String untracked = "{\"event\":\"spend_tracking_failed\",\"model\":\"m\",\"error\":\"e\"}\n";
        String uncosted = "{\"call_type\":\"c\",\"status\":\"success\",\"model\":\"m\",\"response_cost\":null}\n";
        String once = KEY_CREATED.replace("{\"event\"", "{\"id\":\"m-1\",\"event\"");

        assertThat(post(
                        spendbell,
                        once + once + KEY_CREATED + deprecated + deprecated + cooldown + cooldown + untracked + uncosted
                                + "{\"event\":\"db_exception\",\"error\":\"down\"}\n"
                                + "{\"event\":\"team_created\",\"team_id\":\"t\",\"actor\":{}}\n"))
                .isEqualTo("{\"accepted\":11,\"rejected\":[]}");

        assertThat(types(6))
                .containsExactlyInAnyOrder(
                        "new_virtual_key_created",
                        "new_virtual_key_created",
                        "model_deprecation_warnings",
                        "cooldown_deployment",
                        "failed_tracking_spend",
                        "db_exceptions");
        get(slack.awaitMessages(1));
        post(spendbell, deprecated + cooldown + untracked + LAST);
        assertThat(types(1)).containsExactly("llm_exceptions");
        clock.advance(Duration.ofDays(2));
        post(spendbell, deprecated + cooldown + untracked);
        assertThat(types(2)).containsExactlyInAnyOrder("cooldown_deployment", "failed_tracking_spend");

        String seen = slack.messages().stream()
                .map(message -> new JsonObject(message.body()).getString("text"))
                .collect(Collectors.joining("\n"));
        assertThat(seen)
                .contains("was created by user admin-1", "password: (hidden)")
                .doesNotContain("hunter22", "<!channel>");
    }

    @Test
    void management_events_are_off_unless_they_are_asked_for() throws Exception {
        SpendbellVerticle spendbell = start("");

        assertThat(post(spendbell, KEY_CREATED + "{\"event\":\"model_added\",\"model\":\"m\"}\n" + LAST))
                .isEqualTo("{\"accepted\":3,\"rejected\":[]}");

        assertThat(types(2)).containsExactlyInAnyOrder("new_model_added", "llm_exceptions");
        assertThat(alerts.poll()).isNull();
    }
}
