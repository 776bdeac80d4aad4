package io.spendbell.process;

import static io.spendbell.process.DaemonHttp.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestRedis;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.Received;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Daemons, each a process, that share one Redis. */
class ReplicasIT {
    private static final int REPLICAS = 4;
    private static final int ROUNDS = 3;
    private static final int EVENTS = 1_000;
    private static final String HOOK = "/hooks/simulated";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private final List<SpendbellProcess> daemons = new ArrayList<>();
    private TestRedis redis;
    private Path config;

    @BeforeEach
    void start() throws Exception {
        receiver.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        redis = TestRedis.start();
        config = Files.writeString(folder.resolve("spendbell.yaml"), """
                spendbell:
                  store: "%s"
                  ingest: { tcp: { port: 0 }, http: { port: 0 } }
                  delivery:
                    flush_interval: 0.2
                    allowed_hosts: [127.0.0.1]
                    destinations: { hook: { type: webhook, url: "%s" } }
                    routes: [{ match: {}, to: [hook] }]
                  budgets: [{ name: teams, entity: team, id: "*", max_budget: 4000000000, thresholds: [1.0] }]
                """.formatted(redis.uri(), receiver.plainUrl()));
    }

    @AfterEach
    void close() throws Exception {
        daemons.forEach(SpendbellProcess::close);
        redis.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void startReplicas(int count) throws Exception {
        List<SpendbellProcess> fresh = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fresh.add(new SpendbellProcess(Map.of(), "run", "--config", config.toString()));
        }
        daemons.addAll(fresh);
        for (SpendbellProcess each : fresh) {
            each.awaitReady();
        }
    }

    private static String over(String key) {
        return "{\"event\":\"budget\",\"type\":\"token_budget\",\"user_info\":{\"token\":\"" + key
                + "\",\"event_group\":\"key\",\"spend\":12,\"max_budget\":10}}";
    }

    private static void tell(SpendbellProcess daemon, List<String> lines) {
        try (TcpClient client = new TcpClient(daemon.tcpPort())) {
            client.lines(lines.toArray(String[]::new));
            assertThat(client.sync("told").getInteger("accepted")).isEqualTo(lines.size());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the alerts that were received are about: keys, and what notices say. */
    private List<String> received() {
        return receiver.messages().stream()
                .map(Received::body)
                .map(JsonObject::new)
                .map(alert -> Stream.of("token", "alert_type")
                        .map(alert::getString)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse("nothing"))
                .toList();
    }

    @Test
    @Timeout(200)
    void what_all_are_told_at_once_rings_once_and_adds_up_exactly() throws Exception {
        startReplicas(REPLICAS);
        List<String> keys = new ArrayList<>();
        Map<String, Long> spentMillis = new HashMap<>();
        Instant begun = Instant.now();

        for (int round = 0; round < ROUNDS; round++) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < EVENTS; i++) {
                String team = "team-" + i % 7;
                if (i % 10 == 0) {
                    String key = "key-" + round + "-" + i;
                    keys.add(key);
                    lines.add(over(key));
                } else if (i % 10 < 5) {
                    spentMillis.merge(team, (long) i, Long::sum);
                    lines.add("{\"event\":\"spend\",\"team_id\":\"" + team + "\",\"cost\":" + i / 1000.0 + ",\"id\":\""
                            + round + "-" + i + "\"}");
                } else {
                    spentMillis.merge(team, (long) REPLICAS * i, Long::sum);
                    lines.add("{\"event\":\"spend\",\"team_id\":\"" + team + "\",\"cost\":" + i / 1000.0 + "}");
                }
            }
            List<CompletableFuture<Void>> telling = daemons.stream()
                    .map(daemon -> CompletableFuture.runAsync(() -> tell(daemon, lines)))
                    .toList();
            for (CompletableFuture<Void> each : telling) {
                each.get(60, TimeUnit.SECONDS);
            }
        }
        eventually("all alerts", () -> received().size() >= keys.size());
        tell(daemons.get(0), List.of(over("last")));
        eventually("what is said last", () -> received().contains("last"));

        keys.add("last");
        assertThat(received()).containsExactlyInAnyOrderElementsOf(keys);
        for (SpendbellProcess daemon : daemons) {
            assertThat(new DaemonHttp(daemon.httpPort()).ledger()).isEqualTo(spentMillis);
        }
        System.out.printf(
                "%d replicas were told the same %d events in %d rounds: %d alerts, none twice, totals exact, %d ms%n",
                REPLICAS,
                EVENTS,
                ROUNDS,
                keys.size(),
                Duration.between(begun, Instant.now()).toMillis());
    }

    @Test
    @Timeout(200)
    void a_slow_replica_is_not_robbed_and_a_dead_ones_deliveries_are_taken_over() throws Exception {
        Duration slow = Duration.ofSeconds(4);
        receiver.alwaysAt(HOOK, new Misbehaviour.Slow(slow));
        startReplicas(1);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            keys.add("key-" + i);
        }
        tell(daemons.get(0), keys.stream().map(ReplicasIT::over).toList());
        receiver.awaitRequests(1).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);

        startReplicas(2);
        receiver.awaitRequests(17).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        assertThat(received()).as("it has them for longer than a lease").doesNotHaveDuplicates();
        eventually("eight more are under way", () -> receiver.requests().size() >= 24);
        daemons.get(0).kill();
        Instant killed = Instant.now();
        assertThat(received()).hasSize(24);
        receiver.behave();

        eventually("the rest", () -> received().size() >= keys.size());
        Duration takenOver = Duration.between(killed, Instant.now());
        assertThat(received()).containsExactlyInAnyOrderElementsOf(keys);
        System.out.printf(
                "a replica was killed with %d deliveries in its hands: another one posted the %d that it had not begun after %d ms%n",
                keys.size() - 16, keys.size() - 24, takenOver.toMillis());
        assertThat(takenOver).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    @Timeout(200)
    void a_redis_that_is_emptied_gets_back_what_they_know_and_all_together_tell_of_it_once() throws Exception {
        startReplicas(2);
        tell(daemons.get(0), List.of("{\"event\":\"spend\",\"team_id\":\"pay\",\"cost\":5}", over("before")));
        eventually("delivered", () -> received().contains("before"));
        receiver.refuse().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        tell(daemons.get(1), List.of("{\"event\":\"spend\",\"team_id\":\"ops\",\"cost\":7}", over("waits")));
        DaemonHttp other = new DaemonHttp(daemons.get(1).httpPort());

        flush();
        for (SpendbellProcess each : daemons) {
            DaemonHttp http = new DaemonHttp(each.httpPort());
            eventually("noticed", () -> http.metric("spendbell_store_wiped_total") == 1);
        }
        receiver.comeBack().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        eventually(
                "what had not been delivered, and the notice",
                () -> received().containsAll(List.of("waits", "spendbell_notice")));
        tell(daemons.get(0), List.of(over("before"), over("waits"), over("after")));
        eventually("what is said last", () -> received().contains("after"));

        assertThat(received()).containsExactlyInAnyOrder("before", "waits", "spendbell_notice", "after");
        assertThat(other.ledger()).isEqualTo(Map.of("pay", 5_000L, "ops", 7_000L));
        assertThat(other.metric("spendbell_store_given_back_total{what=\"deliveries\"}"))
                .isPositive();
        assertThat(daemons.get(1).errors()).contains("Redis was emptied or exchanged");
    }

    private void flush() throws Exception {
        Redis admin = Redis.createClient(vertx, redis.uri());
        admin.send(Request.cmd(Command.FLUSHALL))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        admin.close();
    }
}
