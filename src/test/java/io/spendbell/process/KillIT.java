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
    private static final int KILLS = Integer.getInteger("spendbell.kills", 25);

    private static final int LINES_TO_A_SYNC = 40;
    private static final long SEED = 20261123;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private final Random random = new Random(SEED);
    private final KeysOverTheirLimit keys = new KeysOverTheirLimit(receiver);
    private final Map<String, Long> spentMillis = new HashMap<>();
    private List<String> unacknowledged = new ArrayList<>();
    private int next;

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
        for (int kill = 0; kill < KILLS; kill++) {
            try (SpendbellProcess daemon = run(config)) {
                loadUntilKilled(daemon, 50 + random.nextInt(700));
            }
        }
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
        int repeated = keys.eachRangAsOneAlert();
        System.out.printf(
                "%d kills, %d events, %d alerts, 0 lost, %d posts repeated%n", KILLS, next, keys.count(), repeated);
        assertThat(repeated)
                .as("posts that were repeated: no more than were under way at the kills")
                .isBetween(0, 8 * KILLS);
    }

    private SpendbellProcess run(Path config) throws Exception {
        return new SpendbellProcess(Map.of(), "run", "--config", config.toString()).awaitReady();
    }

    /** Sends and awaits acknowledgements until the daemon is killed under it. */
    private void loadUntilKilled(SpendbellProcess daemon, int millis) throws Exception {
        vertx.setTimer(millis, ignored -> {
            try {
                daemon.kill();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (TcpClient client = new TcpClient(daemon.tcpPort())) {
            while (true) {
                List<String> lines = new ArrayList<>(unacknowledged);
                for (int i = 0; i < LINES_TO_A_SYNC; i++) {
                    lines.add(nextLine());
                }
                unacknowledged = lines;
                sendAndAwait(client, lines);
                unacknowledged = new ArrayList<>();
            }
        } catch (IOException e) {
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
        String team = "team-" + random.nextInt(20);
        long cost = 1 + random.nextInt(5_000);
        spentMillis.merge(team, cost, Long::sum);
        return new JsonObject()
                .put("event", "spend")
                .put("id", "e" + next)
                .put("team_id", team)
                .put("cost", cost / 1000.0)
                .encode();
    }
}
