package io.spendbell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.redis.TestRedis;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.net.http.HttpResponse;
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
 * The daemon is killed at seeded moments while it takes events from a stream, to which more are added all the time. Events have
 * no ids, and nobody sends one again: each of them counts by its place in the stream.
 */
class StreamKillIT {
    /** On each of the stores; more are tried by hand. */
    private static final int KILLS = Asked.number("spendbell.streamKills", 6, 4);

    private static final int ADDED_TOGETHER = 50;
    private static final long SEED = 20261124;
    private static final String STREAM = "{spendbell}:events";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private final Random random = new Random(SEED);
    private final Kills kills = new Kills(vertx, random);
    private final KeysOverTheirLimit keys = new KeysOverTheirLimit(receiver);
    private final Map<String, Long> spentNanos = new HashMap<>();
    private TestRedis redis;
    private Redis producer;
    private int next;

    @BeforeEach
    void start() throws Exception {
        await(receiver.start());
        redis = TestRedis.start();
        producer = Redis.createClient(vertx, redis.uri());
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
        redis.close();
    }

    @Test
    @Timeout(900)
    void replicas_count_every_event_of_a_stream_once_though_one_of_them_is_killed_again_and_again() throws Exception {
        Path config = config(redis.uri());
        try (SpendbellProcess other = run(config)) {
            killManyTimes(config);

            compareOnceAllIsTaken(other.httpPort());
            other.terminate();
            assertThat(other.exitCode()).isZero();
        }
    }

    @Test
    @Timeout(900)
    void a_daemon_with_a_file_of_its_own_counts_every_event_of_a_stream_once_though_it_is_killed_again_and_again()
            throws Exception {
        Path config = config("file:" + folder.resolve("store.db"));
        killManyTimes(config);

        try (SpendbellProcess daemon = run(config)) {
            compareOnceAllIsTaken(daemon.httpPort());
            daemon.terminate();
            assertThat(daemon.exitCode()).isZero();
        }
    }

    private Path config(String store) throws IOException {
        return HookConfig.write(
                folder,
                store,
                receiver,
                HookConfig.NEVER_REACHED,
                "{ uri: \"%s\", streams: [\"%s\"] }".formatted(redis.uri(), STREAM));
    }

    private static SpendbellProcess start(Path config) throws Exception {
        return new SpendbellProcess(Map.of(), "run", "--config", config.toString());
    }

    private static SpendbellProcess run(Path config) throws Exception {
        return start(config).awaitReady();
    }

    private void killManyTimes(Path config) throws Exception {
        while (kills.count() < KILLS || kills.early() == 0) {
            try (SpendbellProcess daemon = start(config)) {
                if (kills.nextIsEarly()) {
                    addMore();
                    kills.whileItStarts(daemon);
                } else {
                    kills.awaitReady(daemon);
                    addUntilKilled(daemon);
                }
            }
        }
    }

    private void addUntilKilled(SpendbellProcess daemon) throws Exception {
        int killed = kills.count();
        kills.soon(daemon);
        while (kills.count() == killed) {
            addMore();
        }
        daemon.exitCode();
    }

    private void addMore() throws Exception {
        List<Request> more = new ArrayList<>();
        for (int i = 0; i < ADDED_TOGETHER; i++) {
            more.add(Request.cmd(Command.XADD).arg(STREAM).arg("*").arg("event").arg(nextEvent()));
        }
        await(producer.batch(more));
    }

    private String nextEvent() {
        next++;
        if (random.nextInt(100) == 0) {
            return keys.next("key-" + next, null);
        }
        boolean isOver = random.nextInt(2_000) == 0;
        String team = "team-" + (isOver ? "over-" + next : random.nextInt(20));
        long nanos = isOver ? HookConfig.BEYOND_IT * 1_000_000_000 : 1L + random.nextInt(2_000_000_000);
        if (isOver) {
            keys.add(team);
        }
        spentNanos.merge(team, nanos, Long::sum);
        return "{\"event\":\"spend\",\"team_id\":\"" + team + "\",\"cost\":" + nanos + "e-9}";
    }

    private void compareOnceAllIsTaken(int httpPort) throws Exception {
        awaitAllTaken();
        assertThat(ledger(httpPort)).isEqualTo(spentNanos);
        keys.awaitAlerts();
        int repeated = keys.eachRangAsOneAlert(kills.all());
        System.out.printf(
                "%d kills, %d of them during a start; %d events from a stream, %d alerts, 0 lost, 0 counted twice, %d posts repeated%n",
                kills.count(), kills.early(), next, keys.count(), repeated);
        assertThat(ask(Command.EXISTS, STREAM + ":dead").toInteger()).isZero();
    }

    /** What a killed consumer has left is claimed by another one. */
    private void awaitAllTaken() throws Exception {
        String last = ask(Command.XREVRANGE, STREAM, "+", "-", "COUNT", "1")
                .get(0)
                .get(0)
                .toString();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        boolean taken = false;
        while (!taken) {
            assertThat(System.nanoTime()).as("all is taken").isLessThan(end);
            Response group = ask(Command.XINFO, "GROUPS", STREAM).get(0);
            taken = group.get("pending").toInteger() == 0
                    && group.get("last-delivered-id").toString().equals(last);
            await(vertx.timer(50));
        }
    }

    private Response ask(Command command, String... arguments) throws Exception {
        Request request = Request.cmd(command);
        for (String argument : arguments) {
            request.arg(argument);
        }
        return await(producer.send(request));
    }

    private static Map<String, Long> ledger(int httpPort) throws Exception {
        HttpResponse<String> response = new DaemonHttp(httpPort).get("/v1/budgets?limit=1000");
        Map<String, Long> totals = new HashMap<>();
        JsonArray budgets = new JsonObject(response.body()).getJsonArray("budgets");
        for (int i = 0; i < budgets.size(); i++) {
            JsonObject budget = budgets.getJsonObject(i);
            totals.put(budget.getString("id"), Math.round(budget.getDouble("spent") * 1e9));
        }
        return totals;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
