package io.spendbell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestRedis;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daemon is killed at many seeded moments, on a file and on Redis, under load that is acknowledged and load that is not. The
 * client does what the contract asks of it: every event has an id, and what was not acknowledged is sent again.
 */
class KillIT {
    /** On each of the stores. */
    private static final int KILLS = Asked.number("spendbell.kills", 25, 4);

    private static final int LINES_TO_A_SYNC = 40;
    private static final long SEED = 20261123;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private final Random random = new Random(SEED);
    private final Kills kills = new Kills(vertx, random);
    private final KeysOverTheirLimit keys = new KeysOverTheirLimit(receiver);
    private final Map<String, Long> spentMillis = new HashMap<>();
    private List<String> unacknowledged = new ArrayList<>();
    private int next;
    private int acknowledged;

    @BeforeEach
    void startReceiver() throws Exception {
        receiver.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    @Timeout(600)
    void with_a_file_nothing_is_lost_and_the_ledger_is_exact_after_many_kills() throws Exception {
        Path config =
                HookConfig.write(folder, "file:" + folder.resolve("store.db"), receiver, HookConfig.NEVER_REACHED, "");

        killManyTimes(config);

        restartAndCompare(config);
    }

    @Test
    @Timeout(600)
    void with_redis_another_replica_goes_on_and_nothing_is_lost_and_the_ledger_is_exact_after_many_kills()
            throws Exception {
        try (TestRedis redis = TestRedis.start()) {
            Path config = HookConfig.write(folder, redis.uri(), receiver, HookConfig.NEVER_REACHED, "");
            try (SpendbellProcess other = run(config)) {
                killManyTimes(config);

                restartAndCompare(config);
                other.terminate();
                assertThat(other.exitCode()).isZero();
            }
        }
    }

    private void killManyTimes(Path config) throws Exception {
        while (kills.count() < KILLS || kills.early() == 0) {
            try (SpendbellProcess daemon = start(config)) {
                if (kills.nextIsEarly()) {
                    kills.whileItStarts(daemon);
                } else {
                    kills.awaitReady(daemon);
                    loadUntilKilled(daemon);
                }
            }
        }
        assertThat(acknowledged).as("events acknowledged").isGreaterThan(KILLS * LINES_TO_A_SYNC);
    }

    private void restartAndCompare(Path config) throws Exception {
        try (SpendbellProcess daemon = run(config)) {
            try (TcpClient client = new TcpClient(daemon.tcpPort())) {
                sendAndAwait(client, unacknowledged);
            }
            assertThat(new DaemonHttp(daemon.httpPort()).ledger()).isEqualTo(spentMillis);
            keys.awaitAlerts();
            daemon.terminate();
            assertThat(daemon.exitCode()).isZero();
        }
        int repeated = keys.eachRangAsOneAlert(kills.all());
        System.out.printf(
                "%d kills, %d of them during a start; %d events, %d of them acknowledged between kills; %d alerts, 0 lost, %d posts repeated%n",
                kills.count(), kills.early(), next, acknowledged, keys.count(), repeated);
    }

    private static SpendbellProcess start(Path config) throws Exception {
        return new SpendbellProcess(Map.of(), "run", "--config", config.toString());
    }

    private static SpendbellProcess run(Path config) throws Exception {
        return start(config).awaitReady();
    }

    /** Sends and awaits acknowledgements until the daemon is killed under it, and by nothing else. */
    private void loadUntilKilled(SpendbellProcess daemon) throws Exception {
        int killed = kills.count();
        kills.soon(daemon);
        try (TcpClient client = new TcpClient(daemon.tcpPort())) {
            while (true) {
                List<String> lines = new ArrayList<>(unacknowledged);
                for (int i = 0; i < LINES_TO_A_SYNC; i++) {
                    lines.add(nextLine());
                }
                unacknowledged = lines;
                sendAndAwait(client, lines);
                acknowledged += lines.size();
                unacknowledged = new ArrayList<>();
            }
        } catch (IOException e) {
            Instant broke = Instant.now();
            kills.await(killed + 1);
            assertThat(broke)
                    .as("when the connection broke")
                    .isAfterOrEqualTo(kills.all().get(killed).at());
            daemon.exitCode();
        }
    }

    private void sendAndAwait(TcpClient client, List<String> lines) throws IOException {
        client.lines(lines.toArray(String[]::new));
        JsonObject answer = client.sync("s" + next);
        if (answer == null) {
            throw new IOException("the connection ended before the answer");
        }
        assertThat(answer.getLong("accepted")).isEqualTo(lines.size());
    }

    private String nextLine() {
        next++;
        if (random.nextInt(8) == 0) {
            return keys.next("key-" + next, "e" + next);
        }
        boolean isOver = random.nextInt(16) == 0;
        String team = "team-" + (isOver ? "over-" + next : random.nextInt(20));
        long cost = isOver ? HookConfig.BEYOND_IT * 1_000 : 1 + random.nextInt(5_000);
        if (isOver) {
            keys.add(team);
        }
        spentMillis.merge(team, cost, Long::sum);
        return new JsonObject()
                .put("event", "spend")
                .put("id", "e" + next)
                .put("team_id", team)
                .put("cost", cost / 1000.0)
                .encode();
    }
}
