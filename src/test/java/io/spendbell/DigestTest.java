package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.ConfigChanges;
import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.config.SpendbellConfig;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.Received;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code alert_type_config} in a running daemon under a clock that somebody sets. */
@Timeout(60)
class DigestTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator slack =
            new SlackSimulator(vertx, SimulatorOptions.STRICT.withInterval(Duration.ofMillis(1)));
    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-23T10:20:00Z"));
    private final ConsoleLines console = new ConsoleLines();
    private SpendbellVerticle running;
    private String deployment = "";

    @BeforeEach
    void startSlackAndTheClock() {
        get(slack.start());
        vertx.setPeriodic(50, ignored -> clock.advance(Duration.ofMillis(50)));
    }

    @AfterEach
    void close() {
        get(vertx.undeploy(deployment));
        get(vertx.close());
    }

    @Test
    void alerts_of_a_type_are_told_together_at_the_full_hour_and_others_at_once() {
        start("{ budget_alerts: { digest: true, digest_interval: 3600 } }");
        over("key-1", 9);
        over("key-2", 12);
        over("key-1", 11);
        alert("llm_exceptions", "at once");

        assertThat(get(slack.awaitMessages(1)).get(0).body())
                .contains("at once")
                .doesNotContain("key-1", "key-2");

        clock.set(Instant.parse("2026-11-23T11:00:00Z"));

        String digest = get(slack.awaitMessages(2)).get(1).body();
        assertThat(digest)
                .contains(
                        "digest of 3 alerts of type budget_alerts",
                        "High 2 × Key key-1",
                        "High 1 × Key key-2",
                        "Mon 23 Nov 2026, 10:20 UTC");
        console.await("digest of 3 alerts of type budget_alerts");
    }

    @Test
    void a_rule_rings_once_in_its_window_and_the_next_digest_is_empty_without_it() {
        start("{ budget_alerts: { digest: true, digest_interval: 3600 } }");
        over("key-1", 12);
        clock.set(Instant.parse("2026-11-23T11:00:00Z"));
        get(slack.awaitMessages(1));

        over("key-1", 13);
        over("key-2", 12);
        clock.set(Instant.parse("2026-11-23T12:00:00Z"));

        assertThat(get(slack.awaitMessages(2)).get(1).body())
                .contains("digest of 1 alert of type", "key-2")
                .doesNotContain("key-1");
    }

    @Test
    void a_type_that_is_taken_out_has_its_open_digest_ended_and_others_go_on() {
        start("{ budget_alerts: { digest: true }, llm_exceptions: { digest: true, digest_interval: 7200 } }");
        over("key-1", 12);
        alert("llm_exceptions", "later");

        ConfigChanges changes =
                get(running.reload(config("{ llm_exceptions: { digest: true, digest_interval: 7200 } }")));

        assertThat(changes.told()).containsExactly("alert_type_config");
        assertThat(bodies(get(slack.awaitMessages(1))))
                .singleElement()
                .satisfies(body -> assertThat(body)
                        .contains("digest of 1 alert of type budget_alerts", "key-1")
                        .doesNotContain("later"));
        over("key-2", 12);
        assertThat(get(slack.awaitMessages(2)).get(1).body()).contains("key-2").doesNotContain("digest of");

        clock.set(Instant.parse("2026-11-23T12:00:00Z"));
        assertThat(get(slack.awaitMessages(3)).get(2).body()).contains("digest of 1 alert of type llm_exceptions");
    }

    @Test
    void a_digest_outlives_a_restart_and_a_failed_post() {
        String types = "{ llm_exceptions: { digest: true, digest_interval: 3600 } }";
        start(types);
        alert("llm_exceptions", "boom");
        get(vertx.undeploy(deployment));
        start(types);
        alert("llm_exceptions", "boom");
        slack.next(new Misbehaviour.Answer(503, "busy", Map.of()));

        clock.set(Instant.parse("2026-11-23T11:00:00Z"));

        assertThat(get(slack.awaitMessages(1)).get(0).body()).contains("digest of 2 alerts", "2 × boom");
        assertThat(slack.requests()).hasSize(2);
    }

    @Test
    void a_thousand_alerts_are_one_message_that_counts_them() {
        start("{ llm_exceptions: { digest: true, digest_interval: 3600 } }");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 1_200; i++) {
            lines.append(new JsonObject()
                            .put("event", "alert")
                            .put("alert_type", "llm_exceptions")
                            .put("level", "Low")
                            .put("model", "model-" + i % 12)
                            .put("message", "failed at " + i)
                            .encode())
                    .append('\n');
        }
        get(vertx.eventBus().request("spendbell.events", lines.toString()));

        clock.set(Instant.parse("2026-11-23T11:00:00Z"));
        String body = get(slack.awaitMessages(1)).get(0).body();

        assertThat(body).contains("digest of 1,200 alerts", "100 × model model-0: failed at 0 (", "model-11");
        alert("llm_too_slow", "last");
        assertThat(bodies(get(slack.awaitMessages(2))))
                .hasSize(2)
                .last()
                .asString()
                .contains("last");
    }

    private static List<String> bodies(List<Received> messages) {
        return messages.stream().map(Received::body).toList();
    }

    private void start(String types) {
        running = new SpendbellVerticle(config(types), clock, new PrintStream(console, true, StandardCharsets.UTF_8));
        deployment = get(vertx.deployVerticle(running));
    }

    private SpendbellConfig config(String types) {
        return ConfigLoader.parse(
                        "test",
                        """
                general_settings:
                  alerting: [slack, console]
                  alert_type_config: %s
                spendbell:
                  store: "file:%s"
                  delivery: { flush_interval: 0.05, allowed_hosts: [127.0.0.1] }
                """.formatted(types, folder.resolve("store.db")),
                        Map.of("SLACK_WEBHOOK_URL", slack.url()),
                        Deployment.VERTICLE)
                .orThrow();
    }

    private void over(String key, double spend) {
        tell(new JsonObject()
                .put("event", "budget")
                .put("type", "token_budget")
                .put(
                        "user_info",
                        new JsonObject()
                                .put("event_group", "key")
                                .put("token", key)
                                .put("key_alias", key)
                                .put("spend", spend)
                                .put("max_budget", 10)));
    }

    private void alert(String type, String message) {
        tell(new JsonObject()
                .put("event", "alert")
                .put("alert_type", type)
                .put("level", "High")
                .put("message", message));
    }

    private void tell(JsonObject event) {
        JsonObject reply = (JsonObject)
                get(vertx.eventBus().request("spendbell.events", event)).body();
        assertThat(reply.getInteger("accepted")).isEqualTo(1);
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
