package io.spendbell.process;

import static io.spendbell.process.DaemonHttp.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.redis.TestRedis;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a LiteLLM proxy sends while Redis is away is answered at once, is on disk, and counts once. */
@Timeout(180)
class SpoolIT {
    private static final int CALLS = 20;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private TestRedis redis;
    private SpendbellProcess daemon;
    private int sent;

    @BeforeEach
    void start() throws Exception {
        await(receiver.start());
        redis = TestRedis.start("appendonly yes", "appendfsync always", "dir " + folder);
    }

    @AfterEach
    void close() throws Exception {
        daemon.close();
        redis.close();
        await(vertx.close());
    }

    private void startDaemon(String spool) throws Exception {
        Path config = Files.writeString(
                folder.resolve("spendbell.yaml"), """
                    spendbell:
                      store: "%s"
                      ingest: { tcp: { port: 0 }, http: { port: 0, spool: %s } }
                      delivery:
                        flush_interval: 0.2
                        allowed_hosts: [127.0.0.1]
                        destinations: { hook: { type: webhook, url: "%s" } }
                        routes: [{ match: {}, to: [hook] }]
                      budgets: [{ name: customers, entity: end_user, id: "*", max_budget: 1000, thresholds: [1.0] }]
                    """.formatted(redis.uri(), spool, receiver.plainUrl()));
        daemon = new SpendbellProcess(Map.of(), "run", "--config", config.toString());
    }

    private String spool(long maxBytes) {
        return "{ path: \"" + folder.resolve("spool") + "\", max_bytes: " + maxBytes + " }";
    }

    private DaemonHttp http() {
        return new DaemonHttp(daemon.httpPort());
    }

    /** A batch as LiteLLM sends it, each call of a tenth of a dollar by the one customer. */
    private String calls() {
        JsonArray batch = new JsonArray();
        for (int i = 0; i < CALLS; i++) {
            batch.add(new JsonObject()
                    .put("id", "call-" + sent++)
                    .put("call_type", "acompletion")
                    .put("status", "success")
                    .put("response_cost", 0.1)
                    .put("end_user", "cust-1")
                    .put("messages", "p".repeat(2_000)));
        }
        return batch.addNull().encode();
    }

    private static String over(String key) {
        return new JsonObject()
                .put("event", "budget_crossed")
                .put("event_message", "Key Budget: Budget Crossed")
                .put("event_group", "key")
                .put("token", key)
                .put("spend", 12)
                .put("max_budget", 10)
                .encode();
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return DaemonHttp.CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + daemon.httpPort() + path))
                        .timeout(Duration.ofSeconds(40))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private void taken(String body) throws Exception {
        HttpResponse<String> answer = post("/v1/events", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private long cents() throws Exception {
        return Math.round(http().ledger().getOrDefault("cust-1", 0L) / 10.0);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private List<String> rang() {
        return receiver.messages().stream()
                .map(message -> new JsonObject(message.body()))
                .map(alert -> alert.getString(alert.getString("token") == null ? "event_message" : "token"))
                .toList();
    }

    private void allOfItCounted() throws Exception {
        eventually("the spool is empty", () -> http().metric("spendbell_spool_waiting") == 0);
        eventually("its files are gone", () -> http().metric("spendbell_spool_bytes") == 0);
        http().awaitReadiness(200);
        assertThat(cents()).isEqualTo(10L * sent);
    }

    @Test
    void what_comes_under_load_over_a_redis_that_is_killed_rings_at_once_and_counts_once() throws Exception {
        startDaemon(spool(64 << 20));
        daemon.awaitReady();
        for (int i = 0; i < 50; i++) {
            if (i == 10) {
                redis.kill();
            }
            taken(calls());
        }
        http().awaitReadiness(503);
        taken(over("k1"));
        assertThat(post("/services/x", "{\"text\":\"boom\"}").body()).isEqualTo("ok");
        await(receiver.awaitMessages(2));
        assertThat(rang()).containsExactlyInAnyOrder("k1", "boom");
        try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(file)
                            .content(StandardCharsets.ISO_8859_1)
                            .as("no prompt")
                            .doesNotContain("ppp"));
        }

        redis.startAgain();
        taken(calls());
        allOfItCounted();
        taken(over("k1"));
        taken(over("k2"));
        await(receiver.awaitMessages(3));
        assertThat(rang()).containsExactlyInAnyOrder("k1", "boom", "k2");
    }

    @Test
    void what_was_answered_survives_the_daemon_and_counts_once() throws Exception {
        startDaemon(spool(64 << 20));
        daemon.awaitReady();
        taken(calls());
        redis.kill();
        http().awaitReadiness(503);
        for (int i = 0; i < 50; i++) {
            taken(calls());
        }
        daemon.kill();

        startDaemon(spool(64 << 20));
        daemon.awaitError("Starting waits for the store");
        redis.startAgain();
        daemon.awaitReady();
        allOfItCounted();
        taken(calls());
        assertThat(cents()).isEqualTo(10L * sent);
    }

    @Test
    void a_daemon_that_is_started_while_redis_is_away_takes_what_comes_and_counts_it_once() throws Exception {
        startDaemon(spool(64 << 20));
        daemon.awaitReady();
        taken(calls());
        redis.kill();
        daemon.kill();

        startDaemon(spool(64 << 20));
        daemon.awaitError("HTTP listens on");
        for (int i = 0; i < 20; i++) {
            taken(calls());
        }
        assertThat(post("/services/x", "{\"text\":\"boom\"}").body()).isEqualTo("ok");
        HttpResponse<String> plain = post("/v1/events", "{\"event\":\"spend\",\"cost\":1,\"customer_id\":\"cust-1\"}");
        assertThat(plain.statusCode()).as("its sender can send it again").isEqualTo(503);
        assertThat(plain.headers().firstValue("Retry-After")).isPresent();
        assertThat(plain.body()).contains("intake: not open");
        assertThat(http().awaitReadiness(503)).contains("\"store\":\"redis at 127.0.0.1:" + redis.port());

        redis.startAgain();
        daemon.awaitReady();
        allOfItCounted();
        await(receiver.awaitMessages(1));
        assertThat(rang()).containsExactly("boom");
    }

    @Test
    void a_spool_that_is_full_before_the_store_is_there_refuses() throws Exception {
        redis.kill();
        startDaemon(spool(65_536));
        daemon.awaitError("HTTP listens on");
        String last = calls();
        HttpResponse<String> answer = post("/v1/events", last);
        while (answer.statusCode() == 200) {
            last = calls();
            answer = post("/v1/events", last);
        }
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("no room on disk");

        redis.startAgain();
        daemon.awaitReady();
        eventually("the spool is empty", () -> http().metric("spendbell_spool_waiting") == 0);
        taken(last);
        allOfItCounted();
    }

    @Test
    void a_daemon_that_dies_while_it_hands_on_counts_nothing_twice() throws Exception {
        startDaemon(spool(64 << 20));
        daemon.awaitReady();
        redis.kill();
        http().awaitReadiness(503);
        for (int i = 0; i < 100; i++) {
            taken(calls());
        }
        redis.startAgain();
        eventually(
                "some is handed on", () -> http().metric("spendbell_spool_batches_total{outcome=\"handed_on\"}") > 5);
        daemon.kill();

        startDaemon(spool(64 << 20));
        daemon.awaitReady();
        allOfItCounted();
    }

    @Test
    void a_redis_that_hangs_loses_nothing_of_what_was_answered() throws Exception {
        startDaemon(spool(64 << 20));
        daemon.awaitReady();
        redis.hang();
        taken(calls());
        taken(calls());
        http().awaitReadiness(503);
        daemon.kill();

        redis.goOn();
        startDaemon(spool(64 << 20));
        daemon.awaitReady();
        allOfItCounted();
    }

    @Test
    void a_spool_that_is_full_refuses_and_loses_nothing_of_what_it_took() throws Exception {
        startDaemon(spool(65_536));
        daemon.awaitReady();
        redis.kill();
        http().awaitReadiness(503);
        String last = calls();
        HttpResponse<String> answer = post("/v1/events", last);
        while (answer.statusCode() == 200) {
            last = calls();
            answer = post("/v1/events", last);
        }
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("no room on disk");
        assertThat(http().awaitReadiness(503)).contains("\"spool\":\"full\"");

        redis.startAgain();
        eventually("the spool is empty", () -> http().metric("spendbell_spool_waiting") == 0);
        taken(last);
        allOfItCounted();
    }

    @Test
    void a_folder_that_is_in_use_or_cannot_be_made_is_refused() throws Exception {
        startDaemon(spool(65_536));
        SpendbellProcess first = daemon.awaitReady();
        startDaemon(spool(65_536));
        assertThat(daemon.exitCode()).isEqualTo(1);
        assertThat(daemon.errors()).contains("spool: in use by another daemon");
        first.close();

        startDaemon("{ path: \"" + Files.writeString(folder.resolve("file"), "") + "/spool\" }");
        assertThat(daemon.exitCode()).isEqualTo(1);
        assertThat(daemon.errors()).contains("/spool: cannot be written to");
    }
}
