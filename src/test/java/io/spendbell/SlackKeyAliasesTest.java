package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.ConfigChanges;
import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.config.LoadResult;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code slack_budget_alert_key_aliases} in a running daemon. */
@Timeout(60)
class SlackKeyAliasesTest {
    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator slack = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private final SlackSimulator hook = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private final HttpClient http = HttpClient.newHttpClient();
    private SpendbellVerticle running;
    private String deployment = "";

    @BeforeEach
    void startReceivers() {
        get(slack.start());
        get(hook.start());
    }

    @AfterEach
    void close() {
        get(vertx.undeploy(deployment));
        get(vertx.close());
    }

    @Test
    void keys_that_nobody_asked_for_ring_elsewhere_and_not_in_slack() {
        start("[\"prod-*\"]", "[slack, webhook]");

        tell("hash-1", "dev-1");
        tell("hash-2", "prod-2");

        get(hook.awaitMessages(2));
        assertThat(hook.messages())
                .extracting(message -> new JsonObject(message.body()).getString("key_alias"))
                .containsExactlyInAnyOrder("dev-1", "prod-2");
        assertThat(get(slack.awaitMessages(1)))
                .singleElement()
                .satisfies(
                        message -> assertThat(message.body()).contains("prod-2").doesNotContain("dev-1"));
        assertThat(findings("filtered")).isEqualTo("0.0");
    }

    @Test
    void what_was_kept_back_from_slack_alone_used_up_no_turn_and_rings_once_the_filter_lets_it() {
        start("[\"prod-*\"]", "[slack]");
        tell("hash-1", "dev-1");
        tell("hash-1", "dev-1");
        assertThat(findings("filtered")).isEqualTo("2.0");

        ConfigChanges changes =
                get(running.reload(config("[\"prod-*\", \"dev-*\"]", "[slack]").orThrow()));
        tell("hash-1", "dev-1");
        tell("hash-1", "dev-1");

        assertThat(changes.told()).containsExactly("alerting_args");
        assertThat(get(slack.awaitMessages(1)))
                .singleElement()
                .satisfies(message -> assertThat(message.body()).contains("dev-1"));
        assertThat(findings("raised")).isEqualTo("1.0");
        assertThat(findings("filtered")).isEqualTo("2.0");
    }

    @Test
    void a_filter_that_is_none_is_refused_and_the_one_in_force_stays() {
        start("[\"prod-*\"]", "[slack]");
        LoadResult bad = config("prod-*", "[slack]");

        assertThat(running.reload(() -> bad.orThrow())
                        .map(changes -> "reloaded")
                        .otherwise("refused"))
                .satisfies(outcome -> assertThat(get(outcome)).isEqualTo("refused"));
        tell("hash-1", "dev-1");

        assertThat(findings("filtered")).isEqualTo("1.0");
    }

    private void start(String aliases, String alerting) {
        running = new SpendbellVerticle(config(aliases, alerting).orThrow());
        deployment = get(vertx.deployVerticle(running));
    }

    private LoadResult config(String aliases, String alerting) {
        return ConfigLoader.parse(
                "test",
                """
                general_settings:
                  alerting: %s
                  alerting_args: { slack_budget_alert_key_aliases: %s }
                spendbell:
                  store: memory
                  ingest: { http: { port: 0 } }
                  delivery: { flush_interval: 0.05, allowed_hosts: [127.0.0.1] }
                """.formatted(alerting, aliases),
                Map.of("SLACK_WEBHOOK_URL", slack.url(), "WEBHOOK_URL", hook.url("/hooks/a")),
                Deployment.VERTICLE);
    }

    /** A key's status, over its budget. */
    private void tell(String token, String alias) {
        JsonObject reply = (JsonObject) get(vertx.eventBus()
                        .request(
                                "spendbell.events",
                                new JsonObject()
                                        .put("event", "budget")
                                        .put("type", "token_budget")
                                        .put(
                                                "user_info",
                                                new JsonObject()
                                                        .put("event_group", "key")
                                                        .put("token", token)
                                                        .put("key_alias", alias)
                                                        .put("spend", 12)
                                                        .put("max_budget", 10))))
                .body();
        assertThat(reply.getInteger("accepted")).isEqualTo(1);
    }

    private String findings(String outcome) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + running.httpPort() + "/metrics"))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("spendbell_findings_total{outcome=\"" + outcome + "\"} "))
                    .map(line -> line.substring(line.indexOf(' ') + 1))
                    .findFirst()
                    .orElse("none");
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
