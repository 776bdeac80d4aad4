package io.spendbell.process;

import static io.spendbell.process.DaemonHttp.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestRedis;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Floods of what is small on the wire and large in memory, while Redis hangs: they wait at the socket, and the process keeps within its memory. */
class AwayFloodIT {
    /** More than the launcher's heap has room for, if each of them were held. */
    private static final int BARRIERS = 3_000_000;

    private static final int BARRIERS_AT_ONCE = 1_000;
    private static final int LOOKS_WITHOUT_PROGRESS = 50;
    private static final int SEND_BUFFER_BYTES = 16_384;
    private static final int MOST_RESIDENT_MEGABYTES = 230;

    private static final int TAGS = 100;
    private static final int OTHER_TAGS = 100_003;
    /** Enough of them to fill the intake; each alone is held back earlier. */
    private static final int CLIENTS = 24;

    private static final int LINES = 200;
    private static final long INTAKE_BYTES = 2L << 20;
    /** Half of what the launcher's flags allow the heap. */
    private static final long MOST_LIVE_BYTES = 64L << 20;

    @TempDir
    Path folder;

    private TestRedis redis;
    private SpendbellProcess daemon;
    private DaemonHttp http;

    @BeforeEach
    void start() throws Exception {
        redis = TestRedis.start();
        Path config = Files.writeString(folder.resolve("spendbell.yaml"), """
                    spendbell:
                      store: "%s"
                      ingest: { tcp: { port: 0 }, http: { port: 0 } }
                      budgets: [{ name: tags, entity: tag, id: "*", max_budget: 1000000000, max_entities: 1000000 }]
                    """.formatted(redis.uri()));
        daemon = new SpendbellProcess(Map.of(), "run", "--config", config.toString()).awaitReady();
        http = new DaemonHttp(daemon.httpPort());
    }

    @AfterEach
    void close() throws Exception {
        daemon.close();
        redis.close();
    }

    private void hang() throws Exception {
        redis.hang();
        eventually("Redis is away", () -> http.get("/health/ready").statusCode() == 503);
    }

    /** Until senders have stood still for a while; if they need not wait, until they are done. */
    private static void awaitStandstill(AtomicInteger sent, CompletableFuture<Void> sending) throws Exception {
        int before = -1;
        for (int looks = 0; looks < LOOKS_WITHOUT_PROGRESS && !sending.isDone(); ) {
            int now = sent.get();
            looks = now == before ? looks + 1 : 0;
            before = now;
            DaemonHttp.pause();
        }
    }

    @Test
    @Timeout(240)
    void barriers_without_end_on_an_event_that_waits_are_read_no_further_than_memory_allows() throws Exception {
        // Given
        byte[] chunk = "{\"event\":\"sync\",\"id\":\"xxxxxxxx\"}\n"
                .repeat(BARRIERS_AT_ONCE)
                .getBytes(StandardCharsets.UTF_8);
        AtomicInteger sent = new AtomicInteger();
        hang();
        try (TcpClient client = new TcpClient(daemon.tcpPort(), SEND_BUFFER_BYTES)) {
            // When
            client.lines("{\"event\":\"spend\",\"cost\":1,\"tags\":[\"a\"]}");
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    while (sent.get() < BARRIERS) {
                        client.send(chunk);
                        sent.addAndGet(BARRIERS_AT_ONCE);
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            awaitStandstill(sent, sending);

            // Then
            assertThat(sending).isNotDone();
            System.out.printf(
                    "%d barriers taken off a client, at most %d MB resident%n", sent.get(), daemon.peakMegabytes());
            assertThat(daemon.peakMegabytes()).isLessThan(MOST_RESIDENT_MEGABYTES);

            // And all are answered once Redis is back
            redis.goOn();
            for (int i = 0; i < BARRIERS; i++) {
                JsonObject answer = client.reply();
                assertThat(answer.getInteger("accepted")).isEqualTo(i == 0 ? 1 : 0);
            }
            sending.get(10, TimeUnit.SECONDS);
            http.awaitReadiness(200);
            eventually("nothing waits", () -> http.metric("spendbell_intake_bytes") == 0);
        }
    }

    @Test
    @Timeout(300)
    void calls_that_each_add_to_a_hundred_accounts_are_decided_without_redis_only_as_far_as_memory_allows()
            throws Exception {
        // Given
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        hang();
        try {
            // When
            List<CompletableFuture<Integer>> accepted = IntStream.range(0, CLIENTS)
                    .mapToObj(client -> CompletableFuture.supplyAsync(() -> send(client * LINES), threads))
                    .toList();
            eventually("intake is full", () -> http.metric("spendbell_intake_bytes") >= INTAKE_BYTES);
            eventually(
                    "no more is decided", () -> http.get("/health/ready").body().contains("accounts, ids and alerts"));

            // Then
            long live = daemon.liveBytes();
            System.out.printf(
                    "Calls with %d tags while Redis hangs: %d MB live on the heap, at most %d MB resident%n",
                    TAGS, live >> 20, daemon.peakMegabytes());
            assertThat(live).isLessThan(MOST_LIVE_BYTES);

            // And all count once Redis is back
            redis.goOn();
            for (CompletableFuture<Integer> each : accepted) {
                assertThat(each.get(120, TimeUnit.SECONDS)).isEqualTo(LINES);
            }
            http.awaitReadiness(200);
            eventually("nothing waits", () -> http.metric("spendbell_intake_bytes") == 0);
            System.out.printf("and afterwards at most %d MB resident%n", daemon.peakMegabytes());
            assertThat(daemon.peakMegabytes()).isLessThan(MOST_RESIDENT_MEGABYTES);
        } finally {
            threads.shutdownNow();
        }
    }

    /** How many of the calls from a number on were accepted, told once all are. */
    private int send(int first) {
        try (TcpClient client = new TcpClient(daemon.tcpPort(), SEND_BUFFER_BYTES)) {
            client.lines(IntStream.range(first, first + LINES)
                    .mapToObj(AwayFloodIT::call)
                    .toArray(String[]::new));
            return client.sync("last").getInteger("accepted");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String call(int number) {
        List<String> tags = IntStream.range(0, TAGS)
                .mapToObj(tag -> Integer.toHexString(Math.floorMod(number * TAGS + tag, OTHER_TAGS)))
                .toList();
        return tags.stream()
                .collect(Collectors.joining(
                        "\",\"", "{\"event\":\"spend\",\"cost\":1,\"id\":\"" + number + "\",\"tags\":[\"", "\"]}"));
    }
}
