package io.spendbell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.Received;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackError;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that posts to a host of Slack's by its name, which a file of hosts leads to the simulator, or nowhere. */
class SlackHostIT {
    private static final String HOST = "hooks.slack.com";
    private static final String REPEAT = "May be a repeat";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator slack = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private Path hosts;
    private SpendbellProcess daemon;
    private TcpClient client;

    @BeforeEach
    void start() throws Exception {
        await(slack.start());
        hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
        Path config = Files.writeString(folder.resolve("spendbell.yaml"), """
                spendbell:
                  store: "file:%s"
                  ingest: { tcp: { port: 0 }, http: { port: 0 } }
                  delivery:
                    flush_interval: 0.2
                    allowed_hosts: [%s]
                    destinations: { finops: { type: slack, url: "%s" } }
                    routes: [{ match: {}, to: [finops] }]
                """.formatted(
                        folder.resolve("spendbell.db"), HOST, slack.url().replace("127.0.0.1", HOST)));
        Map<String, String> options =
                Map.of("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts + " -Dsun.net.inetaddr.negative.ttl=0");
        daemon = new SpendbellProcess(options, "run", "--config", config.toString()).awaitReady();
        client = new TcpClient(daemon.tcpPort());
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        daemon.close();
        await(vertx.close());
    }

    private void nameLeadsToTheSimulator() throws Exception {
        Files.writeString(hosts, "127.0.0.1 localhost\n127.0.0.1 " + HOST + "\n");
    }

    private void raise(String text) throws Exception {
        client.lines("{\"event\":\"alert\",\"alert_type\":\"llm_exceptions\",\"level\":\"High\",\"message\":\"" + text
                + "\"}");
        assertThat(client.sync(text).getInteger("accepted")).isEqualTo(1);
    }

    @Test
    @Timeout(60)
    void an_alert_waits_while_the_name_leads_nowhere() throws Exception {
        raise("first");
        JsonObject waiting = awaitDelivery("waiting", "");
        assertThat(waiting.getString("reason")).doesNotContain("/services/");
        assertThat(slack.requests()).isEmpty();

        nameLeadsToTheSimulator();

        List<Received> messages = await(slack.awaitMessages(1));
        assertThat(messages.get(0).body()).contains("first").doesNotContain(REPEAT);
    }

    @Test
    @Timeout(60)
    void slacks_success_without_ok_is_not_believed_and_is_repeated_when_asked_and_says_so() throws Exception {
        nameLeadsToTheSimulator();
        slack.next(Misbehaviour.answer(200, "<html>sign in</html>"));
        raise("first");
        awaitDelivery("waiting", "status 200 without ok");

        assertThat(post("/v1/deliveries/retry?destination=finops")).isEqualTo("{\"retried\":1}");

        List<Received> messages = await(slack.awaitMessages(2));
        assertThat(messages.get(1).body()).contains("first").contains(REPEAT);
    }

    @Test
    @Timeout(60)
    void a_parked_alert_is_shown_and_counted_and_sent_again_when_asked() throws Exception {
        nameLeadsToTheSimulator();
        slack.refuseWhatSays("first", SlackError.INVALID_BLOCKS);
        raise("first");
        String id = awaitDelivery("parked", "invalid_blocks").getString("id");
        awaitMetric("spendbell_deliveries_parked{destination=\"finops\"} 1.0");

        slack.behave();
        assertThat(post("/v1/deliveries/" + id + "/retry")).isEqualTo("{\"retried\":1}");

        List<Received> messages = await(slack.awaitMessages(1));
        assertThat(messages.get(0).body()).contains("first").doesNotContain(REPEAT);
        awaitMetric("spendbell_deliveries_parked{destination=\"finops\"} 0.0");
    }

    private JsonObject awaitDelivery(String state, String reason) throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (true) {
            for (Object each : new JsonObject(get("/v1/deliveries")).getJsonArray("deliveries")) {
                JsonObject delivery = (JsonObject) each;
                if (delivery.getString("state").equals(state)
                        && delivery.getString("reason") != null
                        && delivery.getString("reason").contains(reason)) {
                    return delivery;
                }
            }
            assertThat(Instant.now()).as("a delivery that is " + state).isBefore(end);
        }
    }

    private void awaitMetric(String line) throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (get("/metrics").lines().noneMatch(line::equals)) {
            assertThat(Instant.now()).as(line).isBefore(end);
        }
    }

    private String get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    private String post(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + daemon.httpPort() + path);
    }

    private static String send(HttpRequest request) throws Exception {
        return DaemonHttp.CLIENT
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
