package io.spendbell.process;

import static io.spendbell.process.DaemonHttp.eventually;
import static io.spendbell.process.KeysOverTheirLimit.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestRedis;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.Received;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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
    private static final int ROUNDS = 20;
    private static final int EVENTS = 1_000;
    private static final String HOOK = "/hooks/simulated";
    private static final String CHANNEL = "spend";
    private static final String HEARD = "spendbell_channel_heard{channel=\"" + CHANNEL + "\"}";
    private static final String TAKEN = "spendbell_events_accepted_total{way=\"redis\"}";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private final List<SpendbellProcess> daemons = new ArrayList<>();
    private TestRedis redis;
    private Path config;

    @BeforeEach
    void start() throws Exception {
        get(receiver.start());
        redis = TestRedis.start();
        configure("webhook", receiver.plainUrl());
    }

    private void configure(String destination, String url) throws IOException {
        config = HookConfig.write(
                folder, redis.uri(), destination, url, HookConfig.NEVER_REACHED, "{ channels: [" + CHANNEL + "] }");
    }

    @AfterEach
    void close() throws Exception {
        daemons.forEach(SpendbellProcess::close);
        redis.close();
        get(vertx.close());
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
                    lines.add(event(key));
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
        tell(daemons.get(0), List.of(event("last")));
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
    void a_slow_replica_is_not_robbed_and_what_a_dead_one_had_not_begun_is_posted_by_another() throws Exception {
        Duration slow = Duration.ofSeconds(4);
        receiver.alwaysAt(HOOK, new Misbehaviour.Slow(slow));
        startReplicas(1);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            keys.add("key-" + i);
        }
        tell(daemons.get(0), keys.stream().map(KeysOverTheirLimit::event).toList());
        get(receiver.awaitRequests(1));

        startReplicas(2);
        get(receiver.awaitRequests(17));
        assertThat(received()).as("it has them for longer than a lease").doesNotHaveDuplicates();
        eventually("eight more are under way", () -> receiver.requests().size() >= 24);
        daemons.get(0).kill();
        Instant killed = Instant.now();
        assertThat(received()).hasSize(24);
        receiver.behave();

        // The eight that were under way are posted again half a minute after they were begun, which KillIT waits for.
        eventually("the rest", () -> received().size() >= keys.size());
        Duration takenOver = Duration.between(killed, Instant.now());
        assertThat(received()).containsExactlyInAnyOrderElementsOf(keys);
        System.out.printf(
                "a replica was killed with %d deliveries in its hands: another one posted the %d that it had not begun after %d ms%n",
                keys.size() - 16, keys.size() - 24, takenOver.toMillis());
        assertThat(takenOver).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    @Timeout(200)
    void a_replica_that_waits_for_slacks_pace_or_stands_still_for_a_while_is_not_robbed() throws Exception {
        // Given messages that take longer than a lease at one a second
        configure("slack", receiver.url());
        startReplicas(1);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lines.add(new JsonObject()
                    .put("event", "alert")
                    .put("alert_type", "llm_exceptions")
                    .put("level", "High")
                    .put("message", "service " + i + " " + "x".repeat(2_500))
                    .encode());
        }
        tell(daemons.get(0), lines);
        get(receiver.awaitMessages(1));

        // When
        startReplicas(1);
        daemons.get(0).signal("STOP");
        get(vertx.timer(2_000));
        daemons.get(0).signal("CONT");

        // Then
        DaemonHttp first = new DaemonHttp(daemons.get(0).httpPort());
        DaemonHttp second = new DaemonHttp(daemons.get(1).httpPort());
        eventually(
                "all are delivered",
                () -> first.metric("spendbell_deliveries_delivered_total{destination=\"hook\"}") == lines.size());
        assertThat(receiver.messages()).hasSizeGreaterThan(8);
        assertThat(first.metric("spendbell_posts_total{destination=\"hook\",outcome=\"accepted\"}"))
                .isEqualTo(receiver.requests().size());
        assertThat(second.metric("spendbell_posts_total{destination=\"hook\",outcome=\"accepted\"}"))
                .isZero();
    }

    @Test
    @Timeout(200)
    void another_replica_reads_a_channel_within_five_seconds_after_its_reader_was_killed() throws Exception {
        // Given
        startReplicas(2);
        Map<SpendbellProcess, DaemonHttp> ways = new HashMap<>();
        daemons.forEach(daemon -> ways.put(daemon, new DaemonHttp(daemon.httpPort())));
        eventually("somebody reads", () -> sum(HEARD, ways.values()) == 1);
        Redis publisher = Redis.createClient(vertx, redis.uri());
        for (int i = 0; i < 50; i++) {
            publish(publisher, event("before-" + i));
        }
        eventually("all are taken", () -> sum(TAKEN, ways.values()) >= 50);
        assertThat(sum(TAKEN, ways.values())).as("each by one").isEqualTo(50);
        SpendbellProcess reader = ways.get(daemons.get(0)).metric(HEARD) == 1 ? daemons.get(0) : daemons.get(1);
        DaemonHttp other = ways.get(reader == daemons.get(0) ? daemons.get(1) : daemons.get(0));

        // When
        reader.kill();
        Instant killed = Instant.now();

        // Then
        eventually("the other one reads", () -> {
            publish(publisher, event("after"));
            return other.metric(TAKEN) > 0;
        });
        Duration takenOver = Duration.between(killed, Instant.now());
        System.out.printf("a channel was read by another replica %d ms after a kill%n", takenOver.toMillis());
        assertThat(takenOver).isLessThan(Duration.ofSeconds(5));
        eventually("what it was told", () -> received().contains("after"));
        publisher.close();
    }

    private static double sum(String metric, Collection<DaemonHttp> ways) throws Exception {
        double sum = 0;
        for (DaemonHttp each : ways) {
            sum += each.metric(metric);
        }
        return sum;
    }

    private static void publish(Redis publisher, String event) throws Exception {
        get(publisher.send(Request.cmd(Command.PUBLISH).arg(CHANNEL).arg(event)));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    @Timeout(200)
    void a_redis_that_is_emptied_gets_back_what_they_know_and_all_together_tell_of_it_once() throws Exception {
        startReplicas(2);
        tell(daemons.get(0), List.of("{\"event\":\"spend\",\"team_id\":\"pay\",\"cost\":5}", event("before")));
        eventually("delivered", () -> received().contains("before"));
        get(receiver.refuse());
        tell(daemons.get(1), List.of("{\"event\":\"spend\",\"team_id\":\"ops\",\"cost\":7}", event("waits")));
        DaemonHttp other = new DaemonHttp(daemons.get(1).httpPort());

        flush();
        for (SpendbellProcess each : daemons) {
            DaemonHttp http = new DaemonHttp(each.httpPort());
            eventually("noticed", () -> http.metric("spendbell_store_wiped_total") == 1);
        }
        get(receiver.comeBack());
        eventually(
                "what had not been delivered, and the notice",
                () -> received().containsAll(List.of("waits", "spendbell_notice")));
        tell(daemons.get(0), List.of(event("before"), event("waits"), event("after")));
        eventually("what is said last", () -> received().contains("after"));

        assertThat(received()).containsExactlyInAnyOrder("before", "waits", "spendbell_notice", "after");
        assertThat(other.ledger()).isEqualTo(Map.of("pay", 5_000L, "ops", 7_000L));
        assertThat(other.metric("spendbell_store_given_back_total{what=\"deliveries\"}"))
                .isPositive();
        assertThat(daemons.get(1).errors()).contains("Redis was emptied or exchanged");
    }

    private void flush() throws Exception {
        Redis admin = Redis.createClient(vertx, redis.uri());
        get(admin.send(Request.cmd(Command.FLUSHALL)));
        admin.close();
    }
}
