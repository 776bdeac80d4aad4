package io.spendbell.process;

import static io.spendbell.process.DaemonHttp.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestRedis;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes twice counts once, though Redis is away for longer than an id is remembered. */
@Timeout(120)
class ResentIT {
    private static final Duration OUTAGE = Duration.ofSeconds(5);
    private static final int IDS_REMEMBERED_SECONDS = 2;

    /** Enough of them to fill the intake; each alone is held back earlier. */
    private static final int CLIENTS = 24;

    private static final int LINES = 60;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private TestRedis redis;
    private SpendbellProcess daemon;
    private DaemonHttp http;

    @BeforeEach
    void start() throws Exception {
        await(receiver.start());
        redis = TestRedis.start("appendonly yes", "appendfsync always", "dir " + folder);
        Path config = Files.writeString(folder.resolve("spendbell.yaml"), """
                    spendbell:
                      store: "%s"
                      ingest:
                        tcp: { port: 0 }
                        http: { port: 0, spool: { path: "%s" } }
                        dedup: { window: %d }
                      delivery:
                        flush_interval: 0.1
                        allowed_hosts: [127.0.0.1]
                        destinations: { hook: { type: webhook, url: "%s" } }
                        routes: [{ match: {}, to: [hook] }]
                      budgets:
                        - { name: teams, entity: team, id: "*", max_budget: 1000, thresholds: [1.0] }
                        - { name: customers, entity: end_user, id: "*", max_budget: 1000, thresholds: [1.0] }
                    """.formatted(
                        redis.uri(), folder.resolve("spool"), IDS_REMEMBERED_SECONDS, receiver.plainUrl()));
        daemon = new SpendbellProcess(Map.of(), "run", "--config", config.toString()).awaitReady();
        http = new DaemonHttp(daemon.httpPort());
    }

    @AfterEach
    void close() throws Exception {
        clients.shutdownNow();
        daemon.close();
        redis.close();
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static String spend(String team, String id) {
        return "{\"event\":\"spend\",\"cost\":1,\"team_id\":\"" + team + "\",\"id\":\"" + id + "\"}";
    }

    private static String alert(String id) {
        return "{\"event\":\"alert\",\"alert_type\":\"llm_exceptions\",\"level\":\"High\",\"message\":\"boom\",\"id\":\""
                + id + "\"}";
    }

    private static void untilOver(Instant begun) {
        while (Instant.now().isBefore(begun.plus(OUTAGE))) {
            DaemonHttp.pause();
        }
    }

    @Test
    void by_a_client_that_connects_again_and_sends_again_what_was_never_acknowledged() throws Exception {
        Instant begun = Instant.now();
        redis.kill();
        try (TcpClient client = new TcpClient(daemon.tcpPort())) {
            client.lines(spend("pay", "spend-1"), alert("alert-1"));
            await(receiver.awaitMessages(1));
        }
        untilOver(begun);
        redis.startAgain();
        http.awaitReadiness(200);

        try (TcpClient client = new TcpClient(daemon.tcpPort())) {
            client.lines(spend("ops", "another"));
            client.sync("forgets what is over");
            client.lines(spend("pay", "spend-1"), alert("alert-1"), alert("alert-2"));
            assertThat(client.sync("again").getInteger("accepted")).isEqualTo(3);
        }

        assertThat(http.ledger()).containsEntry("pay", 1_000L);
        await(receiver.awaitMessages(2));
        eventually("nothing waits", () -> http.metric("spendbell_deliveries_waiting{destination=\"hook\"}") == 0);
        assertThat(receiver.messages()).hasSize(2);
    }

    @Test
    void by_the_spool_that_could_not_be_read_for_as_long_as_memory_was_full() throws Exception {
        Instant begun = Instant.now();
        redis.hang();
        Future<Integer> answer = post(new JsonArray()
                .add(new JsonObject()
                        .put("id", "call-1")
                        .put("call_type", "acompletion")
                        .put("status", "success")
                        .put("response_cost", 1)
                        .put("end_user", "cust-1"))
                .addNull()
                .encode());
        eventually("the call is taken in", () -> http.metric("spendbell_intake_bytes") > 0);
        List<CompletableFuture<Void>> sending = fillIntake();
        assertThat(await(answer)).as("it is in memory, and in the spool").isEqualTo(200);
        untilOver(begun);
        assertThat(http.metric("spendbell_spool_waiting")).isPositive();

        redis.goOn();
        for (CompletableFuture<Void> each : sending) {
            each.get(60, TimeUnit.SECONDS);
        }
        eventually("the spool is empty", () -> http.metric("spendbell_spool_waiting") == 0);
        http.awaitReadiness(200);

        assertThat(http.ledger()).containsEntry("cust-1", 1_000L).containsEntry("pay", 1_000L * CLIENTS * LINES);
    }

    private Future<Integer> post(String body) {
        return Future.fromCompletionStage(DaemonHttp.CLIENT.sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + daemon.httpPort() + "/v1/events"))
                                .timeout(Duration.ofSeconds(40))
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString()))
                .map(HttpResponse::statusCode);
    }

    /** More than the daemon takes in without acknowledging it. */
    private List<CompletableFuture<Void>> fillIntake() throws Exception {
        List<CompletableFuture<Void>> sending = new ArrayList<>();
        IntStream.range(0, CLIENTS)
                .forEach(number -> sending.add(CompletableFuture.runAsync(() -> send(number), clients)));
        eventually("the intake is full", () -> http.metric("spendbell_intake_bytes") >= 2 << 20);
        return sending;
    }

    private void send(int number) {
        String room = ",\"x\":\"" + "x".repeat(4_000) + "\"}";
        try (TcpClient client = new TcpClient(daemon.tcpPort())) {
            for (int i = 0; i < LINES; i++) {
                client.lines(spend("pay", number + "-" + i).replace("}", room));
            }
            assertThat(client.sync("all")).isNotNull();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
