package io.spendbell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP, as somebody who has edited the file sends it. */
@Timeout(120)
class ReloadIT {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private SpendbellProcess daemon;
    private TcpClient client;

    @BeforeEach
    void start() throws Exception {
        await(receiver.start());
        write("/hooks/a", "");
        daemon = new SpendbellProcess(Map.of(), "run", "--config", file().toString()).awaitReady();
        client = new TcpClient(daemon.tcpPort());
        assertThat(client.sync("first")).isNotNull();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        daemon.close();
        await(vertx.close());
    }

    private Path file() {
        return folder.resolve("spendbell.yaml");
    }

    private void write(String path, String more) throws Exception {
        Files.writeString(file(), """
                spendbell:
                  store: "file:%s"
                  ingest: { tcp: { port: 0 }, http: { port: 0 } }
                  delivery:
                    flush_interval: 0.1
                    allowed_hosts: [127.0.0.1]
                    destinations: { hook: { type: webhook, url: "%s" } }
                %s
                """.formatted(folder.resolve("store.db"), receiver.url(path), more));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void ringsAt(String path, int messages) throws Exception {
        client.lines("{\"event\":\"alert\",\"alert_type\":\"llm_exceptions\",\"level\":\"High\",\"message\":\"m\"}");
        assertThat(client.sync("s" + messages).getInteger("accepted")).isEqualTo(1);
        assertThat(await(receiver.awaitMessages(messages)).get(messages - 1).path())
                .isEqualTo(path);
    }

    @Test
    void puts_the_file_in_force_and_says_what_changed_and_connections_stay() throws Exception {
        write("/hooks/b", "  environment: staging\n  budgets: [{ name: pay, entity: team, id: pay, max_budget: 5 }]");

        daemon.signal("HUP");
        daemon.awaitError(
                "The configuration was reloaded: environment, destinations: hook changed, budgets: pay added");

        client.lines("{\"event\":\"spend\",\"cost\":4.99,\"team_id\":\"pay\"}");
        assertThat(client.sync("a").getInteger("accepted")).isEqualTo(1);
        JsonObject alert =
                new JsonObject(await(receiver.awaitMessages(1)).get(0).body());
        assertThat(alert.getString("team_id")).isEqualTo("pay");
        ringsAt("/hooks/b", 2);
        daemon.terminate();
        assertThat(daemon.exitCode()).isZero();
        assertThat(daemon.errors()).doesNotContain("WARN", "ERROR");
    }

    @Test
    void tells_every_fault_of_a_bad_file_and_leaves_the_old_one_in_force() throws Exception {
        write("/hooks/b", "  flush_intervall: 3\n  budgets: [{ entity: teem, id: a, max_budget: 1 }]");

        daemon.signal("HUP");
        daemon.awaitError("The configuration in force stays as it was");

        assertThat(daemon.errors().lines().filter(line -> line.contains("Not reloaded")))
                .anyMatch(line -> line.contains("spendbell.yaml: spendbell.budgets[0].entity: teem"))
                .anyMatch(line -> line.contains("spendbell.yaml: spendbell.flush_intervall: unknown key"))
                .hasSize(2);
        ringsAt("/hooks/a", 1);
    }

    @Test
    void refuses_as_a_whole_what_cannot_change_by_key() throws Exception {
        write("/hooks/b", "");
        Files.writeString(
                file(), Files.readString(file()).replace("tcp: { port: 0 }", "tcp: { port: 0, max_connections: 3 }"));

        daemon.signal("HUP");
        daemon.awaitError("Not reloaded: reload: spendbell.ingest.tcp.max_connections: 3"
                + " (expected: unchanged; restart to change it)");

        ringsAt("/hooks/a", 1);
    }

    @Test
    void is_done_as_often_as_it_is_sent_and_terminating_in_the_midst_of_it_ends_with_0() throws Exception {
        for (int i = 0; i < 10; i++) {
            write(i % 2 == 0 ? "/hooks/b" : "/hooks/a", "");
            daemon.signal("HUP");
        }
        daemon.terminate();

        assertThat(daemon.exitCode()).isZero();
    }
}
