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
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Redis goes away under load that does not stop by itself, and comes back: intake waits and does not grow, alerts go on, and
 * afterwards nothing is missing, nothing came twice, and no memory is kept.
 */
class RedisAwayIT {
    /** Longer than a lease of deliveries, and than the half minute after which a post without an answer is repeated. */
    private static final int OUTAGE_SECONDS = Asked.number("spendbell.outageSeconds", 35, 1);

    private static final int TEAMS = 50;
    private static final int LINES_AT_ONCE = 100;
    /** Enough of them to fill the intake; each alone is held back earlier. */
    private static final int CLIENTS = 24;

    private static final int KEYS_EVERY = 5;
    private static final long INTAKE_BYTES = 2L << 20;
    private static final long MEBIBYTE = 1L << 20;
    private static final long RESIDENT_KEPT_MEGABYTES = 64;
    private static final int ENOUGH_LOOKS = 50;
    private static final int LINES_BEFORE = 20_000;
    /** So that the systems' buffers hold little of what the daemon does not take. */
    private static final int SEND_BUFFER_BYTES = 16_384;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private final Map<String, Long> spentMillis = new HashMap<>();
    private final List<String> keysOverTheirLimit = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private volatile boolean enough;
    private TestRedis redis;
    private SpendbellProcess daemon;
    private DaemonHttp http;

    @BeforeEach
    void start() throws Exception {
        receiver.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        redis = TestRedis.start("appendonly yes", "appendfsync always", "dir " + folder);
        Path config = HookConfig.write(folder, redis.uri(), receiver, HookConfig.NEVER_REACHED, "");
        daemon = new SpendbellProcess(Map.of(), "run", "--config", config.toString()).awaitReady();
        http = new DaemonHttp(daemon.httpPort());
    }

    @AfterEach
    void close() throws Exception {
        clients.shutdownNow();
        daemon.close();
        redis.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private List<CompletableFuture<Void>> startLoad(String when) {
        enough = false;
        return IntStream.range(0, CLIENTS)
                .mapToObj(number -> CompletableFuture.runAsync(() -> load(when + "-" + number), clients))
                .toList();
    }

    /** Has no more lines made, and waits until all are acknowledged. */
    private void endLoad(List<CompletableFuture<Void>> loading) throws Exception {
        enough = true;
        for (CompletableFuture<Void> each : loading) {
            each.get(60, TimeUnit.SECONDS);
        }
    }

    /** Lines without end, as fast as they are taken; some have an id, and some are sent twice. */
    private void load(String name) {
        try (TcpClient client = new TcpClient(daemon.tcpPort(), SEND_BUFFER_BYTES)) {
            for (int round = 0; !enough; round++) {
                List<String> lines = new ArrayList<>();
                for (int i = round % KEYS_EVERY == 0 ? 0 : 1; i < LINES_AT_ONCE; i++) {
                    lines.addAll(next(name + "-" + round, round + i, i));
                }
                client.lines(lines.toArray(String[]::new));
                sent.addAndGet(lines.size());
            }
            assertThat(client.sync("last")).isNotNull();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized List<String> next(String round, int place, int i) {
        if (i == 0) {
            String key = "key-" + round;
            keysOverTheirLimit.add(key);
            return List.of(KeysOverTheirLimit.event(key));
        }
        String team = "team-" + place % TEAMS;
        spentMillis.merge(team, (long) i, Long::sum);
        String spend = "{\"event\":\"spend\",\"team_id\":\"" + team + "\",\"cost\":" + i / 1000.0;
        if (i % 10 != 0) {
            return List.of(spend + "}");
        }
        String withId = spend + ",\"id\":\"" + round + "-" + i + "\"}";
        return List.of(withId, withId);
    }

    private synchronized List<String> keysSent() {
        return List.copyOf(keysOverTheirLimit);
    }

    @ParameterizedTest
    @CsvSource({"killed, 0", "hanging, 0", "hanging, 200"})
    @Timeout(300)
    void under_load_intake_waits_alerts_go_on_and_afterwards_all_is_as_if_nothing_had_been(String how, int answerMillis)
            throws Exception {
        receiver.alwaysAt(
                URI.create(receiver.plainUrl()).getPath(), new Misbehaviour.Slow(Duration.ofMillis(answerMillis)));
        List<CompletableFuture<Void>> loading = startLoad("before");
        eventually("load", () -> sent.get() > LINES_BEFORE);
        endLoad(loading);
        long bytesBefore = daemon.liveBytes();
        long residentBefore = daemon.residentMegabytes();
        loading = startLoad("during");
        eventually("load", () -> sent.get() > 2 * LINES_BEFORE);

        Instant end = Instant.now().plusSeconds(OUTAGE_SECONDS);
        if (how.equals("killed")) {
            redis.kill();
        } else {
            redis.hang();
        }
        eventually("readiness says why", () -> {
            HttpResponse<String> ready = http.get("/health/ready");
            return ready.statusCode() == 503 && ready.body().contains("redis at 127.0.0.1:" + redis.port());
        });
        Set<String> toldBefore = Set.copyOf(keys());
        eventually("alerts while Redis is away", () -> keys().size() > toldBefore.size());
        long most = watchIntakeUntil(end);
        assertThat(http.get("/health/ready").statusCode()).isEqualTo(503);

        if (how.equals("killed")) {
            redis.startAgain();
        } else {
            redis.goOn();
        }
        endLoad(loading);
        http.awaitReadiness(200);

        assertThat(most)
                .as("bytes taken in and not acknowledged")
                .isBetween(INTAKE_BYTES / 2, INTAKE_BYTES + CLIENTS * 65_536L);
        assertThat(http.ledger()).isEqualTo(spentMillis);
        eachKeyRangOnce();
        assertThat(http.metric("spendbell_intake_bytes")).isZero();
        long kept = daemon.liveBytes() - bytesBefore;
        assertThat(daemon.liveObjects().lines().map(line -> line.substring(line.lastIndexOf(' ') + 1)))
                .contains("io.spendbell.store.standin.StandInStore")
                .doesNotContain(
                        "io.spendbell.store.memory.MemoryStore",
                        "io.spendbell.store.standin.StandIn",
                        "io.spendbell.store.standin.Decisions$Waiting",
                        "io.spendbell.store.redis.Foresight");
        long resident = daemon.residentMegabytes();
        System.out.printf(
                "Redis %s for %d s, posts take %d ms: %d events, %d alerts, at most %d KiB not acknowledged; afterwards %d KiB more on the heap, %d MB resident after %d and at most %d%n",
                how,
                OUTAGE_SECONDS,
                answerMillis,
                sent.get(),
                keysOverTheirLimit.size(),
                most / 1024,
                kept / 1024,
                resident,
                residentBefore,
                daemon.peakMegabytes());
        assertThat(kept).as("live bytes more than after as much load before").isLessThan(16 * MEBIBYTE);
        assertThat(resident)
                .as("resident, with what Java keeps for the next time")
                .isLessThan(residentBefore + RESIDENT_KEPT_MEGABYTES);
    }

    /** Until the outage has lasted so long and the senders have stood still for a while; never, if they need not wait. */
    private long watchIntakeUntil(Instant end) throws Exception {
        long most = 0;
        long before = -1;
        int looksWithoutProgress = 0;
        while (looksWithoutProgress < ENOUGH_LOOKS || Instant.now().isBefore(end)) {
            most = Math.max(most, (long) http.metric("spendbell_intake_bytes"));
            looksWithoutProgress = sent.get() == before ? looksWithoutProgress + 1 : 0;
            before = sent.get();
            DaemonHttp.pause();
        }
        return most;
    }

    private List<String> keys() {
        return receiver.messages().stream()
                .map(Received::body)
                .map(JsonObject::new)
                .map(alert -> alert.getString("token"))
                .toList();
    }

    private void eachKeyRangOnce() throws Exception {
        Set<String> expected = Set.copyOf(keysSent());
        eventually("all alerts", () -> keys().size() >= expected.size());
        eventually("nothing waits", () -> http.metric("spendbell_deliveries_waiting{destination=\"hook\"}") == 0);
        assertThat(keys()).doesNotHaveDuplicates();
        assertThat(Set.copyOf(keys())).isEqualTo(expected);
    }
}
