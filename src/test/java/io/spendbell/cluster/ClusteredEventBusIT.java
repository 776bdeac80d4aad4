package io.spendbell.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spendbell in one process, whoever speaks to it in another, and a clustered event bus between them. */
class ClusteredEventBusIT {
    private static final String CONFIG = """
            spendbell:
              store: memory
              budgets: [{ name: teams, entity: team, id: "*", max_budget: 2, thresholds: [1.0] }]
            """;
    private static final JsonObject SPEND =
            new JsonObject().put("event", "spend").put("cost", 1).put("team_id", "pay");

    private Process node;
    private Vertx vertx;

    @BeforeEach
    void start() throws Exception {
        node = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ClusteredNode.class.getName(),
                        CONFIG)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader said = node.inputReader();
        String line = said.readLine();
        while (line != null && !line.startsWith("member listens on ")) {
            line = said.readLine();
        }
        assertThat(line).as("the other process is up").isNotNull();
        String port = line.substring("member listens on ".length());
        vertx = get(ClusteredNode.start(new HazelcastClusterManager(ClusteredNode.loopback("127.0.0.1:" + port))));
    }

    @AfterEach
    void stop() throws Exception {
        if (vertx != null) {
            get(vertx.close());
        }
        node.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void requests_are_answered_and_alerts_are_heard_across_processes() throws Exception {
        LinkedBlockingQueue<JsonObject> alerts = new LinkedBlockingQueue<>();
        get(vertx.eventBus()
                .<JsonObject>consumer("spendbell.alerts", message -> alerts.add(message.body()))
                .completion());

        JsonObject answer = get(vertx.eventBus()
                        .<JsonObject>request(
                                "spendbell.events", new JsonArray().add(SPEND).add(new JsonObject())))
                .body();
        vertx.eventBus().send("spendbell.events", Buffer.buffer(SPEND.encode() + "\n" + SPEND.encode() + "\n"));

        assertThat(answer.getInteger("accepted")).isEqualTo(1);
        assertThat(answer.getJsonArray("rejected")).hasSize(1);
        JsonObject alert = alerts.poll(30, TimeUnit.SECONDS);
        assertThat(alert).isNotNull();
        assertThat(alert.getString("team_id")).isEqualTo("pay");
        assertThat(alert.getDouble("spend")).isEqualTo(3.0);
    }

    @Test
    void the_other_process_ends_in_order_when_it_is_told_to() throws Exception {
        node.getOutputStream().close();

        assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).isZero();
    }
}
