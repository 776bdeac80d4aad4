package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever asks for deliveries to be sent again hurries those, and no others. */
@Timeout(60)
class RetryRequestTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private SpendbellVerticle running;
    private String deployment = "";

    @BeforeEach
    void start() {
        get(receiver.start());
        receiver.alwaysAt("/hooks/down", Misbehaviour.answer(404, "gone"));
        receiver.alwaysAt("/hooks/refuses", Misbehaviour.answer(400, "no"));
        running = new SpendbellVerticle(ConfigLoader.parse(
                        "test",
                        """
                        spendbell:
                          store: memory
                          ingest: { http: { port: 0 } }
                          delivery:
                            flush_interval: 0.05
                            allowed_hosts: [127.0.0.1]
                            destinations:
                              down: { type: webhook, url: "%s" }
                              refuses: { type: webhook, url: "%s" }
                        """.formatted(receiver.url("/hooks/down"), receiver.url("/hooks/refuses")),
                        Map.of(),
                        Deployment.VERTICLE)
                .orThrow());
        deployment = get(vertx.deployVerticle(running));
    }

    @AfterEach
    void close() {
        get(vertx.undeploy(deployment));
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(40, TimeUnit.SECONDS)
                .join();
    }

    private JsonObject ask(String method, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.httpPort() + path))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build();
            return new JsonObject(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (Exception e) {
            throw new AssertionError(path, e);
        }
    }

    private int retry(String path) {
        return ask("POST", "/v1/deliveries/" + path).getInteger("retried");
    }

    /** What is kept for a destination, once as many are in a state. */
    private List<JsonObject> awaitDeliveries(String destination, String state, int count) {
        while (true) {
            List<JsonObject> found =
                    ask("GET", "/v1/deliveries?destination=" + destination).getJsonArray("deliveries").stream()
                            .map(JsonObject.class::cast)
                            .filter(each -> each.getString("state").equals(state))
                            .toList();
            if (found.size() == count) {
                return found;
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    private long postsTo(String path) {
        return receiver.requests().stream()
                .filter(request -> request.path().equals(path))
                .count();
    }

    private void awaitPosts(String path, long count) {
        while (postsTo(path) < count) {
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Test
    void a_destination_that_is_down_is_hurried_only_where_it_is_asked_for() {
        // Given: an alert, and to one of two destinations the notice that the other is down
        get(vertx.eventBus()
                .request(
                        "spendbell.events",
                        new JsonObject()
                                .put("event", "alert")
                                .put("alert_type", "llm_exceptions")
                                .put("level", "High")
                                .put("message", "text")));
        String id = awaitDeliveries("down", "waiting", 1).get(0).getString("id");
        awaitDeliveries("refuses", "parked", 2);

        // When
        assertThat(retry("no-such-alert/retry")).isZero();
        assertThat(retry("retry?destination=refuses")).isEqualTo(2);
        awaitPosts("/hooks/refuses", 4);
        awaitDeliveries("refuses", "parked", 2);
        assertThat(retry(id + "/retry")).isEqualTo(1);
        awaitPosts("/hooks/refuses", 5);

        // Then
        assertThat(postsTo("/hooks/down")).isEqualTo(1);
        assertThat(retry("retry?destination=down")).isZero();
        awaitPosts("/hooks/down", 2);
    }
}
