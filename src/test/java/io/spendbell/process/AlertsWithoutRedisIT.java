package io.spendbell.process;

import static io.spendbell.process.DaemonHttp.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestRedis;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Very many alerts for several destinations that fail, while Redis hangs: as many are decided without it as memory is to hold, the rest
 * wait, and all are raised when it is back.
 */
class AlertsWithoutRedisIT {
    private static final int DESTINATIONS = 6;
    private static final int CLIENTS = 12;
    /** About as many as one connection may have under way. */
    private static final int LINES = 1_600;

    @TempDir
    Path folder;

    @Test
    @Timeout(600)
    void alerts_beyond_what_memory_is_to_hold_wait_for_redis() throws Exception {
        Vertx vertx = Vertx.vertx();
        SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
        receiver.start().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        receiver.alwaysAt(URI.create(receiver.plainUrl()).getPath(), Misbehaviour.answer(500, ""));
        List<TcpClient> clients = new ArrayList<>();
        try (TestRedis redis = TestRedis.start();
                SpendbellProcess daemon = new SpendbellProcess(
                                Map.of(),
                                "run",
                                "--config",
                                config(redis.uri(), receiver.plainUrl()).toString())
                        .awaitReady()) {
            DaemonHttp http = new DaemonHttp(daemon.httpPort());
            redis.hang();

            // When
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new TcpClient(daemon.tcpPort()).send(alerts(i)));
            }

            // Then
            eventually("no more is held", () -> http.get("/health/ready").body().contains("judging"));
            assertThat(http.metric("spendbell_deliveries_held_alone")).isBetween(8_192.0, 17_000.0);

            // When
            redis.goOn();

            // Then
            int accepted = 0;
            for (TcpClient client : clients) {
                accepted += client.sync("all").getInteger("accepted");
                client.close();
            }
            assertThat(accepted).isEqualTo(CLIENTS * LINES);
            eventually(
                    "all are raised",
                    () -> http.metric("spendbell_findings_total{outcome=\"raised\"}") == CLIENTS * LINES);
            assertThat(http.metric("spendbell_deliveries_held_alone")).isZero();
            assertThat(daemon.peakMegabytes()).isLessThan(400);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    private Path config(String redis, String url) throws Exception {
        String destinations = IntStream.range(0, DESTINATIONS)
                .mapToObj(i -> "d" + i + ": { type: webhook, url: \"" + url + "\" }")
                .collect(Collectors.joining(", "));
        String names = IntStream.range(0, DESTINATIONS).mapToObj(i -> "d" + i).collect(Collectors.joining(", "));
        return Files.writeString(folder.resolve("spendbell.yaml"), """
            spendbell:
              store: "%s"
              ingest: { tcp: { port: 0 }, http: { port: 0 } }
              delivery:
                flush_interval: 0.5
                allowed_hosts: [127.0.0.1]
                destinations: { %s }
                routes: [{ match: {}, to: [%s] }]
            """.formatted(redis, destinations, names));
    }

    private static String alerts(int client) {
        return IntStream.range(0, LINES)
                .mapToObj(i -> "{\"event\":\"alert\",\"alert_type\":\"llm_exceptions\",\"level\":\"Low\",\"message\":\""
                        + client + "-" + i + "\"}\n")
                .collect(Collectors.joining());
    }
}
