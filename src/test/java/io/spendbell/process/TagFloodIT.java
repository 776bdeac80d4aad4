package io.spendbell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Few lines that give rise to very many alerts, because each tag of a call has a budget of its own: they are taken in parts, and the
 * process keeps within its memory.
 */
class TagFloodIT {
    private static final int TAGS = 200;
    /** As much as one connection may have under way is not enough. */
    private static final int CLIENTS = 8;
    /** More are tried by hand. */
    private static final int LINES = Asked.number("spendbell.floodTags", 80_000, 20 * TAGS) / TAGS;

    @TempDir
    Path folder;

    @Test
    @Timeout(900)
    void each_tag_rings_once_though_a_line_has_hundreds() throws Exception {
        Vertx vertx = Vertx.vertx();
        SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
        receiver.start().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        Path config = Files.writeString(
                folder.resolve("spendbell.yaml"), """
                    spendbell:
                      store: "file:%s"
                      ingest: { tcp: { port: 0 }, http: { port: 0 } }
                      delivery:
                        flush_interval: 0.5
                        allowed_hosts: [127.0.0.1]
                        destinations: { hook: { type: webhook, url: "%s" } }
                        routes: [{ match: {}, to: [hook] }]
                      budgets: [{ name: tags, entity: tag, id: "*", max_budget: 1, max_entities: 1000000 }]
                    """.formatted(folder.resolve("spendbell.db"), receiver.plainUrl()));
        try (SpendbellProcess daemon =
                new SpendbellProcess(Map.of(), "run", "--config", config.toString()).awaitReady()) {
            // When
            List<TcpClient> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new TcpClient(daemon.tcpPort()));
            }
            for (int line = 0; line < LINES; line++) {
                clients.get(line % CLIENTS).send(spend(line));
            }
            int accepted = 0;
            for (TcpClient client : clients) {
                accepted += client.sync("all").getInteger("accepted");
                client.close();
            }

            // Then
            assertThat(accepted).isEqualTo(LINES);
            DaemonHttp http = new DaemonHttp(daemon.httpPort());
            assertThat(http.metric("spendbell_findings_total{outcome=\"raised\"}"))
                    .isEqualTo(LINES * TAGS);
            System.out.printf(
                    "%d alerts of %d lines: at most %d MB resident%n", LINES * TAGS, LINES, daemon.peakMegabytes());
            assertThat(daemon.peakMegabytes()).isLessThan(400);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    private static String spend(int line) {
        StringBuilder spend = new StringBuilder("{\"event\":\"spend\",\"cost\":2,\"tags\":[");
        for (int tag = 0; tag < TAGS; tag++) {
            spend.append(tag == 0 ? "\"" : ",\"")
                    .append(line)
                    .append('-')
                    .append(tag)
                    .append('"');
        }
        return spend.append("]}\n").toString();
    }
}
