package io.spendbell.process;

import static io.spendbell.process.DaemonHttp.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestRedis;
import io.spendbell.simulator.Received;
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

/** SIGHUP to a daemon that is told events all the time, and to one whose Redis is away. */
@Timeout(150)
class ReloadUnderLoadIT {
    private static final int RELOADS = Asked.number("spendbell.reloads", 12, 2);
    private static final int CLIENTS = 4;
    private static final int LINES_TO_A_SYNC = 50;
    private static final String RELOADED = "The configuration was reloaded";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private volatile boolean enough;
    private String store = "";
    private SpendbellProcess daemon;

    @BeforeEach
    void startReceiver() throws Exception {
        await(receiver.start());
    }

    @AfterEach
    void close() throws Exception {
        clients.shutdownNow();
        daemon.close();
        await(vertx.close());
    }

    /** Configurations differ in where alerts go, in a threshold that nothing reaches, and in a budget that is there or not. */
    private Path write(int version) throws IOException {
        return Files.writeString(folder.resolve("spendbell.yaml"), """
                spendbell:
                  store: "%s"
                  ingest: { tcp: { port: 0 }, http: { port: 0 } }
                  delivery:
                    flush_interval: 0.1
                    allowed_hosts: [127.0.0.1]
                    destinations: { hook: { type: webhook, url: "%s" } }
                    routes: [{ match: {}, to: [hook] }]
                  budgets:
                    - { name: teams, entity: team, id: "*", max_budget: 4000000000, thresholds: [%s] }
                    %s
                """.formatted(
                        store,
                        receiver.url("/hooks/" + version % 2),
                        version % 2 == 0 ? "1.0" : "0.9, 1.0",
                        version % 3 == 0 ? "" : "- { name: users, entity: user, id: \"*\", max_budget: 100 }"));
    }

    private void start() throws Exception {
        daemon = new SpendbellProcess(Map.of(), "run", "--config", write(0).toString()).awaitReady();
    }

    private void reload(int version) throws Exception {
        write(version);
        daemon.signal("HUP");
        eventually(
                "reload " + version,
                () -> daemon.errors()
                                .lines()
                                .filter(line -> line.contains(RELOADED))
                                .count()
                        == version);
    }

    /** One connection that asks for each of its rounds to be acknowledged before the next; tells how many there were. */
    private int load(int client) {
        int round = 0;
        try (TcpClient connection = new TcpClient(daemon.tcpPort())) {
            for (; !enough; round++) {
                List<String> lines = new ArrayList<>();
                lines.add(KeysOverTheirLimit.event("key-" + client + "-" + round));
                for (int i = 1; i < LINES_TO_A_SYNC; i++) {
                    lines.add("{\"event\":\"spend\",\"team_id\":\"team-" + client + "\",\"cost\":0.001}");
                }
                connection.lines(lines.toArray(String[]::new));
                assertThat(connection.sync("s" + round).getInteger("accepted")).isEqualTo(LINES_TO_A_SYNC);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return round;
    }

    private List<String> keys() {
        return receiver.messages().stream()
                .map(Received::body)
                .map(JsonObject::new)
                .map(alert -> alert.getString("token"))
                .toList();
    }

    @Test
    void under_load_no_connection_is_closed_no_event_lost_and_no_alert_missing_or_repeated() throws Exception {
        store = "file:" + folder.resolve("store.db");
        start();
        List<CompletableFuture<Integer>> loading = IntStream.range(0, CLIENTS)
                .mapToObj(client -> CompletableFuture.supplyAsync(() -> load(client), clients))
                .toList();

        for (int version = 1; version <= RELOADS; version++) {
            int before = keys().size();
            eventually("alerts between reloads", () -> keys().size() > before);
            reload(version);
        }
        enough = true;
        int rounds = 0;
        for (int client = 0; client < CLIENTS; client++) {
            int its = loading.get(client).get(60, TimeUnit.SECONDS);
            rounds += its;
            assertThat(new DaemonHttp(daemon.httpPort()).ledger())
                    .containsEntry("team-" + client, (long) its * (LINES_TO_A_SYNC - 1));
        }
        int alerts = rounds;
        eventually("all alerts", () -> keys().size() >= alerts);
        daemon.terminate();

        assertThat(daemon.exitCode()).isZero();
        assertThat(keys()).hasSize(alerts).doesNotHaveDuplicates();
        assertThat(receiver.messages()).extracting(Received::path).contains("/hooks/0", "/hooks/1");
        assertThat(daemon.errors()).doesNotContain("WARN", "ERROR");
        System.out.printf(
                "%d reloads under load: %d events, %d alerts, none lost, none twice%n",
                RELOADS, rounds * LINES_TO_A_SYNC, alerts);
    }

    @Test
    void while_redis_is_away_it_is_in_force_at_once_and_nothing_comes_twice() throws Exception {
        try (TestRedis redis = TestRedis.start("appendonly yes", "appendfsync always", "dir " + folder)) {
            store = redis.uri();
            start();
            DaemonHttp http = new DaemonHttp(daemon.httpPort());
            try (TcpClient client = new TcpClient(daemon.tcpPort())) {
                client.lines(KeysOverTheirLimit.event("before"));
                assertThat(client.sync("a")).isNotNull();
                eventually("before", () -> keys().contains("before"));

                redis.kill();
                http.awaitReadiness(503);
                client.lines(KeysOverTheirLimit.event("away"));
                eventually("away", () -> keys().contains("away"));
                reload(1);
                client.lines(KeysOverTheirLimit.event("reloaded"), KeysOverTheirLimit.event("away"));
                eventually("what is told by the new configuration", () -> keys().contains("reloaded"));
                redis.startAgain();

                assertThat(client.sync("b").getInteger("accepted")).isEqualTo(3);
                http.awaitReadiness(200);
                client.lines(
                        KeysOverTheirLimit.event("before"),
                        KeysOverTheirLimit.event("away"),
                        KeysOverTheirLimit.event("reloaded"),
                        KeysOverTheirLimit.event("last"));
                eventually("last", () -> keys().contains("last"));
                eventually(
                        "nothing waits", () -> http.metric("spendbell_deliveries_waiting{destination=\"hook\"}") == 0);
            }
            assertThat(keys()).containsExactly("before", "away", "reloaded", "last");
            assertThat(receiver.messages())
                    .extracting(Received::path)
                    .containsExactly("/hooks/0", "/hooks/0", "/hooks/1", "/hooks/1");
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
