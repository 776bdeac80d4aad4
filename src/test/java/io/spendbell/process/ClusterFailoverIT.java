package io.spendbell.process;

import static io.spendbell.process.DaemonHttp.eventually;
import static io.spendbell.process.KeysOverTheirLimit.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestCluster;
import io.spendbell.redis.TestRedis;
import io.spendbell.simulator.Received;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A daemon in a cluster, of which a replica takes the place of the master that has the daemon's keys. */
@Timeout(180)
class ClusterFailoverIT {
    private static final String STREAM = "{spendbell}:events";
    private static final int LINES_TO_A_SYNC = 20;
    private static final int SYNCS_TO_A_KEY = 10;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicInteger acknowledgedKeys = new AtomicInteger();
    private volatile boolean enough;
    private TestCluster cluster;

    /** How a replica comes to take its master's place. */
    enum Exchange {
        THE_MASTER_IS_KILLED {
            @Override
            void happensTo(TestCluster cluster) throws Exception {
                cluster.master().crash();
            }
        },
        THE_MASTER_HANGS {
            @Override
            void happensTo(TestCluster cluster) throws Exception {
                cluster.master().hang();
            }

            @Override
            void isOver(TestCluster cluster) throws Exception {
                cluster.master().goOn();
                eventually("the old one obeys", () -> role(cluster, cluster.master(), "slave"));
            }
        },
        A_PERSON_ASKS_FOR_IT {
            @Override
            void happensTo(TestCluster cluster) {
                assertThat(cluster.ask(cluster.replica(), Command.CLUSTER, "FAILOVER"))
                        .isEqualTo("OK");
            }
        };

        abstract void happensTo(TestCluster cluster) throws Exception;

        void isOver(TestCluster cluster) throws Exception {}
    }

    @BeforeEach
    void start() throws Exception {
        await(receiver.start());
        cluster = TestCluster.start(vertx, folder, STREAM, "cluster-node-timeout 2000");
    }

    @AfterEach
    void close() throws Exception {
        cluster.close();
        await(vertx.close());
    }

    private static boolean role(TestCluster cluster, TestRedis node, String role) {
        return cluster.ask(node, Command.INFO, "replication").contains("role:" + role);
    }

    /** The first node that it is told of is the one that ends. */
    private SpendbellProcess run() throws Exception {
        String others = cluster.others().stream()
                .map(node -> "\"127.0.0.1:" + node.port() + "\"")
                .collect(Collectors.joining(", "));
        String store = "{ uri: \"%s\", mode: cluster, nodes: [%s] }"
                .formatted(cluster.master().uri(), others);
        Path config = HookConfig.write(
                folder, store, receiver, HookConfig.NEVER_REACHED, "{ streams: [\"%s\"] }".formatted(STREAM));
        return new SpendbellProcess(Map.of(), "run", "--config", config.toString());
    }

    private static String spend(String team) {
        return "{\"event\":\"spend\",\"team_id\":\"" + team + "\",\"cost\":1}";
    }

    /** Spend of one team, and now and then a key over its limit, as fast as they are acknowledged. */
    private void load(SpendbellProcess daemon) {
        List<String> spends = Collections.nCopies(LINES_TO_A_SYNC, spend("during"));
        try (TcpClient client = new TcpClient(daemon.tcpPort())) {
            for (int round = 0; !enough; round++) {
                List<String> lines = new ArrayList<>(spends);
                boolean withKey = round % SYNCS_TO_A_KEY == 0;
                if (withKey) {
                    lines.add(event("during-" + round / SYNCS_TO_A_KEY));
                }
                client.lines(lines.toArray(String[]::new));
                assertThat(client.sync("s" + round).getInteger("accepted")).isEqualTo(lines.size());
                acknowledged.addAndGet(LINES_TO_A_SYNC);
                acknowledgedKeys.addAndGet(withKey ? 1 : 0);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> keys(String prefix) {
        return receiver.messages().stream()
                .map(Received::body)
                .map(JsonObject::new)
                .map(alert -> alert.getString("token"))
                .filter(token -> token.startsWith(prefix))
                .toList();
    }

    private void addToStream(TestRedis node) {
        assertThat(cluster.ask(node, Command.XADD, STREAM, "*", "event", spend("stream")))
                .contains("-");
    }

    @ParameterizedTest
    @EnumSource
    void it_follows_a_failover_under_load_and_gives_back_what_the_replica_did_not_have_yet(Exchange exchange)
            throws Exception {
        // Given
        try (SpendbellProcess daemon = run().awaitReady();
                TcpClient client = new TcpClient(daemon.tcpPort())) {
            DaemonHttp http = new DaemonHttp(daemon.httpPort());
            client.lines(spend("before"), event("before"));
            assertThat(client.sync("a").getInteger("accepted")).isEqualTo(2);
            addToStream(cluster.master());
            eventually(
                    "before", () -> keys("before").size() == 1 && http.ledger().containsKey("stream"));
            CompletableFuture<Void> loading = CompletableFuture.runAsync(() -> load(daemon));
            eventually("load", () -> acknowledged.get() > 1_000);

            // When
            exchange.happensTo(cluster);
            eventually("a new master", () -> role(cluster, cluster.replica(), "master"));
            http.awaitReadiness(200);
            long ready = acknowledged.get();
            eventually("it goes on", () -> acknowledged.get() > ready + 1_000);
            exchange.isOver(cluster);
            enough = true;
            loading.get(60, TimeUnit.SECONDS);

            // Then
            client.lines(spend("before"), spend("after"), event("before"), event("after"));
            assertThat(client.sync("b").getInteger("accepted")).isEqualTo(4);
            addToStream(cluster.replica());
            eventually("after", () -> keys("after").size() == 1);
            assertThat(keys("before")).hasSize(1);
            eventually("the stream", () -> http.ledger().get("stream") == 2_000L);
            assertThat(http.ledger())
                    .containsEntry("before", 2_000L)
                    .containsEntry("after", 1_000L)
                    .containsEntry("during", 1_000 * acknowledged.get());
            eventually("all alerts", () -> Set.copyOf(keys("during")).size() == acknowledgedKeys.get());
            assertThat(keys("during")).doesNotHaveDuplicates();
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
