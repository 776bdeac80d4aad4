package io.spendbell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestRedis;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Digests of daemons that share a Redis, or that are killed. */
@Timeout(120)
class DigestIT {
    /** A month: what ends it here is that the type is taken out of the configuration. */
    private static final String DIGEST = "{ llm_exceptions: { digest: true, digest_interval: 2592000 } }";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator slack = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private final List<SpendbellProcess> daemons = new ArrayList<>();

    @BeforeEach
    void startSlack() throws Exception {
        await(slack.start());
    }

    @AfterEach
    void close() throws Exception {
        daemons.forEach(SpendbellProcess::close);
        await(vertx.close());
    }

    @Test
    void replicas_tell_one_digest_together() throws Exception {
        try (TestRedis redis = TestRedis.start()) {
            write(redis.uri(), DIGEST);
            SpendbellProcess one = start();
            SpendbellProcess other = start();
            tell(one, 700);
            tell(other, 800);

            write(redis.uri(), "{}");
            one.signal("HUP");
            one.awaitError("The configuration was reloaded: alert_type_config");

            assertThat(await(slack.awaitMessages(1)).get(0).body()).contains("digest of 1,500 alerts", "1,500 × ");
            tellAtOnce(one);
            assertThat(await(slack.awaitMessages(2)).get(1).body())
                    .contains("at once")
                    .doesNotContain("digest of");
        }
    }

    @Test
    void a_killed_daemon_forgets_nothing_of_an_open_digest() throws Exception {
        String file = "file:" + folder.resolve("store.db");
        write(file, DIGEST);
        SpendbellProcess killed = start();
        tell(killed, 40);
        killed.kill();
        SpendbellProcess next = start();
        tell(next, 2);

        write(file, "{}");
        next.signal("HUP");

        assertThat(await(slack.awaitMessages(1)).get(0).body()).contains("digest of 42 alerts", "42 × ");
        assertThat(slack.messages()).hasSize(1);
    }

    private void write(String store, String types) throws IOException {
        Files.writeString(folder.resolve("spendbell.yaml"), """
                general_settings: { alerting: [slack], alert_type_config: %s }
                spendbell:
                  store: "%s"
                  ingest: { tcp: { port: 0 }, http: { port: 0 } }
                  delivery: { flush_interval: 0.2, allowed_hosts: [127.0.0.1] }
                """.formatted(types, store));
    }

    private SpendbellProcess start() throws Exception {
        SpendbellProcess daemon = new SpendbellProcess(
                Map.of("SLACK_WEBHOOK_URL", slack.url()),
                "run",
                "--config",
                folder.resolve("spendbell.yaml").toString());
        daemons.add(daemon);
        return daemon.awaitReady();
    }

    private static void tell(SpendbellProcess daemon, int alerts) throws IOException {
        String[] lines = new String[alerts];
        for (int i = 0; i < alerts; i++) {
            lines[i] = alert("llm_exceptions", "failed " + i);
        }
        send(daemon, lines);
    }

    private static void tellAtOnce(SpendbellProcess daemon) throws IOException {
        send(daemon, alert("llm_too_slow", "at once"));
    }

    private static String alert(String type, String message) {
        return new JsonObject()
                .put("event", "alert")
                .put("alert_type", type)
                .put("level", "High")
                .put("model", "gpt-5")
                .put("message", message)
                .encode();
    }

    private static void send(SpendbellProcess daemon, String... lines) throws IOException {
        try (TcpClient client = new TcpClient(daemon.tcpPort())) {
            client.lines(lines);
            assertThat(client.sync("s").getInteger("accepted")).isEqualTo(lines.length);
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
