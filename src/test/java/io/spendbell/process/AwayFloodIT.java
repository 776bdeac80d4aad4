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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final int MOST_RESIDENT_MEGABYTES = 200;

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
}
