package io.spendbell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestRedis;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.Received;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGTERM when much is under way, or when something does not answer. */
@Timeout(150)
class ShutdownIT {
    private static final int SHUTDOWN_SECONDS = 4;
    private static final Duration LONGEST = Duration.ofSeconds(SHUTDOWN_SECONDS + 1);

    private static final int LINES_TO_A_SYNC = 100;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);

    @BeforeEach
    void startReceiver() throws Exception {
        await(receiver.start());
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private String config(String store, String url) throws IOException {
        return Files.writeString(folder.resolve("spendbell.yaml"), """
                spendbell:
                  store: "%s"
                  ingest: { tcp: { port: 0 }, http: { port: 0 } }
                  shutdown_timeout: %d
                  delivery:
                    flush_interval: 0.2
                    allowed_hosts: [127.0.0.1]
                    destinations: { hook: { type: %s, url: "%s" } }
                  budgets:
                    - { name: teams, entity: team, id: "*", max_budget: 4000000000, thresholds: [1.0] }
                """.formatted(
                                store, SHUTDOWN_SECONDS, url.contains("/services/") ? "slack" : "webhook", url))
                .toString();
    }

    private static SpendbellProcess run(String config) throws Exception {
        return new SpendbellProcess(Map.of(), "run", "--config", config).awaitReady();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static void endsInTime(SpendbellProcess daemon) throws Exception {
        long begun = System.nanoTime();
        daemon.terminate();
        int code = daemon.exitCode();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(code).as(daemon.errors()).isZero();
        assertThat(took).as(daemon.errors()).isLessThan(LONGEST);
    }

    private static JsonArray get(SpendbellProcess daemon, String what) throws Exception {
        HttpResponse<String> answer = new DaemonHttp(daemon.httpPort()).get("/v1/" + what);
        return new JsonObject(answer.body()).getJsonArray(what);
    }

    private static double spent(SpendbellProcess daemon) throws Exception {
        JsonArray budgets = get(daemon, "budgets");
        return IntStream.range(0, budgets.size())
                .mapToDouble(i -> budgets.getJsonObject(i).getDouble("spent"))
                .sum();
    }

    private static String alert(String message) {
        return "{\"event\":\"alert\",\"alert_type\":\"llm_exceptions\",\"level\":\"High\",\"message\":\"" + message
                + "\"}";
    }

    /** A client that sends as fast as it may, and knows what was acknowledged. */
    private static final class Sender extends Thread {
        private final int port;
        private final String name;
        private final AtomicLong acknowledged = new AtomicLong();
        private final List<String> unacknowledged = new ArrayList<>();

        Sender(int port, String name) {
            this.port = port;
            this.name = name;
        }

        @Override
        public void run() {
            try (TcpClient client = new TcpClient(port)) {
                for (int round = 0; ; round++) {
                    unacknowledged.clear();
                    for (int i = 1; i < LINES_TO_A_SYNC; i++) {
                        unacknowledged.add("{\"event\":\"spend\",\"cost\":1,\"team_id\":\"" + name + "\",\"id\":\""
                                + name + "-" + round + "-" + i + "\"}");
                    }
                    unacknowledged.add("{\"event\":\"budget\",\"id\":\"" + name + "-" + round
                            + "\",\"type\":\"token_budget\",\"user_info\":{\"token\":\"" + name + "-" + round
                            + "\",\"event_group\":\"key\",\"spend\":12,\"max_budget\":10}}");
                    client.lines(unacknowledged.toArray(String[]::new));
                    if (client.sync("s" + round) == null) {
                        return;
                    }
                    acknowledged.incrementAndGet();
                }
            } catch (IOException e) {
                // The daemon has ended.
            }
        }
    }

    @Test
    void with_clients_at_full_speed_what_was_acknowledged_is_there_and_the_rest_can_be_sent_again() throws Exception {
        endsUnderLoad("file:" + folder.resolve("store.db"));
    }

    @Test
    void with_clients_at_full_speed_and_redis_too() throws Exception {
        try (TestRedis redis = TestRedis.start("appendonly yes", "dir " + folder)) {
            endsUnderLoad(redis.uri());
        }
    }

    private void endsUnderLoad(String store) throws Exception {
        String config = config(store, receiver.plainUrl());
        List<Sender> senders = new ArrayList<>();
        try (SpendbellProcess daemon = run(config)) {
            for (int i = 0; i < 4; i++) {
                Sender sender = new Sender(daemon.tcpPort(), "c" + i);
                senders.add(sender);
                sender.start();
            }
            await(receiver.awaitMessages(40));

            endsInTime(daemon);
            assertThat(daemon.errors()).doesNotContain("WARN", "ERROR");
        }
        for (Sender sender : senders) {
            sender.join();
        }
        long acknowledged =
                senders.stream().mapToLong(sender -> sender.acknowledged.get()).sum();
        assertThat(acknowledged).isPositive();

        try (SpendbellProcess daemon = run(config)) {
            assertThat(spent(daemon))
                    .isBetween(acknowledged * (LINES_TO_A_SYNC - 1.0), (acknowledged + 4) * (LINES_TO_A_SYNC - 1.0));
            try (TcpClient client = new TcpClient(daemon.tcpPort())) {
                for (Sender sender : senders) {
                    client.lines(sender.unacknowledged.toArray(String[]::new));
                }
                assertThat(client.sync("rest").getInteger("accepted")).isEqualTo(4 * LINES_TO_A_SYNC);
            }
            assertThat(spent(daemon)).isEqualTo((acknowledged + 4) * (LINES_TO_A_SYNC - 1.0));
            assertThat(tokens(await(receiver.awaitMessages((int) acknowledged + 4))))
                    .hasSize((int) acknowledged + 4);
            endsInTime(daemon);
        }
        assertThat(receiver.messages()).as("no alert twice").hasSize((int) acknowledged + 4);
    }

    private static Set<String> tokens(List<Received> messages) {
        return messages.stream()
                .map(message -> new JsonObject(message.body()).getString("token"))
                .collect(Collectors.toSet());
    }

    @Test
    void with_a_slack_that_hangs_alerts_are_kept_for_the_next_start() throws Exception {
        String config = config("file:" + folder.resolve("store.db"), receiver.url());
        receiver.next(new Misbehaviour.Hang());
        try (SpendbellProcess daemon = run(config);
                TcpClient client = new TcpClient(daemon.tcpPort())) {
            client.lines(alert("under way"));
            client.sync("a");
            await(receiver.awaitRequests(1));
            client.lines(alert("waits"));
            assertThat(client.sync("b").getInteger("accepted")).isEqualTo(1);

            endsInTime(daemon);
        }

        try (SpendbellProcess daemon = run(config)) {
            await(receiver.awaitMessages(1));
            assertThat(receiver.screen()).contains("waits").doesNotContain("under way");
            assertThat(get(daemon, "deliveries").size())
                    .as("the one that may have arrived is repeated later")
                    .isEqualTo(1);
            endsInTime(daemon);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"killed", "hung"})
    void with_redis_away_it_ends_in_time_and_what_was_acknowledged_is_in_redis(String how) throws Exception {
        try (TestRedis redis = TestRedis.start("appendonly yes", "appendfsync always", "dir " + folder)) {
            String config = config(redis.uri(), receiver.plainUrl());
            try (SpendbellProcess daemon = run(config);
                    TcpClient client = new TcpClient(daemon.tcpPort())) {
                client.lines("{\"event\":\"spend\",\"cost\":5,\"team_id\":\"pay\"}", alert("one"));
                assertThat(client.sync("a").getInteger("accepted")).isEqualTo(2);
                await(receiver.awaitMessages(1));
                if (how.equals("killed")) {
                    redis.kill();
                } else {
                    redis.hang();
                }
                client.lines("{\"event\":\"spend\",\"cost\":7,\"team_id\":\"pay\"}", alert("two"));
                await(receiver.awaitMessages(2));

                endsInTime(daemon);
                if (how.equals("killed")) {
                    redis.startAgain();
                } else {
                    redis.goOn();
                }
            }
            try (SpendbellProcess daemon = run(config)) {
                assertThat(spent(daemon))
                        .as("what was acknowledged; the rest only where Redis had been handed it")
                        .isIn(5.0, how.equals("killed") ? 5.0 : 12.0);
                endsInTime(daemon);
            }
        }
    }
}
