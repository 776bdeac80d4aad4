package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spendbell beside other verticles: deployed by its name, spoken to over the event bus alone. */
class EventBusTest {
    private static final JsonObject SPEND =
            new JsonObject().put("event", "spend").put("cost", 0.5).put("team_id", "pay");

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final LinkedBlockingQueue<JsonObject> alerts = new LinkedBlockingQueue<>();
    private String deployment = "";

    @BeforeEach
    void deploy() {
        vertx.eventBus().<JsonObject>consumer("spendbell.alerts", message -> alerts.add(message.body()));
        deployment = get(deployed(new JsonObject()
                .put("store", "file:" + folder.resolve("store.db"))
                .put("environment", "eu-staging")
                .put(
                        "budgets",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "teams")
                                        .put("entity", "team")
                                        .put("id", "*")
                                        .put("max_budget", 2)
                                        .put("thresholds", new JsonArray().add(1.0))))));
    }

    @AfterEach
    void close() {
        get(vertx.undeploy(deployment).otherwiseEmpty());
        get(vertx.close());
    }

    private Future<String> deployed(JsonObject spendbell) {
        return vertx.deployVerticle(
                "io.spendbell.SpendbellVerticle",
                new DeploymentOptions().setConfig(new JsonObject().put("spendbell", spendbell)));
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private JsonObject request(Object body) {
        return (JsonObject)
                get(vertx.eventBus().request("spendbell.events", body)).body();
    }

    @Test
    void takes_all_forms_and_publishes_what_rings() throws Exception {
        JsonObject one = new JsonObject().put("accepted", 1).put("rejected", new JsonArray());

        assertThat(request(SPEND)).isEqualTo(one);
        assertThat(request(SPEND.toBuffer())).isEqualTo(one);
        assertThat(request(SPEND.encode() + "\n" + SPEND.encode()).getInteger("accepted"))
                .isEqualTo(2);
        assertThat(request(new JsonArray().addNull().add(SPEND).add(7)))
                .isEqualTo(new JsonObject()
                        .put("accepted", 1)
                        .put(
                                "rejected",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("index", 2)
                                                .put("error", "item: not an object (expected: a JSON object)"))));

        JsonObject alert = alerts.poll(20, TimeUnit.SECONDS);
        assertThat(alert).isNotNull();
        assertThat(alert.getString("team_id")).isEqualTo("pay");
        assertThat(alert.getString("event")).isEqualTo("budget_crossed");
        assertThat(alert.getDouble("max_budget")).isEqualTo(2.0);
        assertThat(alert.getString("environment")).isEqualTo("eu-staging");
        assertThat(alert.getString("id")).isNotEmpty();
    }

    @Test
    void what_nobody_waits_for_counts_too() throws Exception {
        for (int i = 0; i < 4; i++) {
            vertx.eventBus().send("spendbell.events", i % 2 == 0 ? SPEND : SPEND.toBuffer());
        }

        assertThat(alerts.poll(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void what_cannot_be_events_is_refused() {
        assertThat(failureOf(42).failureCode()).isEqualTo(400);
        assertThat(failureOf(42).getMessage()).contains("expected: a JsonObject, a JsonArray, or NDJSON");
        assertThat(request("nonsense").getInteger("accepted")).isZero();
        assertThat(request(Buffer.buffer()).getJsonArray("rejected")).isEmpty();
    }

    private ReplyException failureOf(Object body) {
        try {
            request(body);
        } catch (CompletionException e) {
            return (ReplyException) e.getCause();
        }
        throw new AssertionError("it was answered");
    }

    @Test
    void past_the_bound_requests_are_refused_and_the_rest_are_answered() {
        String line = SPEND.copy().put("message", "x".repeat(900)).encode() + "\n";
        Buffer big = Buffer.buffer(line.repeat(1_000));
        Future<?>[] requests = new Future<?>[40];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = vertx.eventBus().request("spendbell.events", big);
        }
        int refused = 0;
        long accepted = 0;
        for (Future<?> request : requests) {
            try {
                Object reply = get(request);
                accepted += ((io.vertx.core.eventbus.Message<JsonObject>) cast(reply))
                        .body()
                        .getInteger("accepted");
            } catch (CompletionException e) {
                assertThat(((ReplyException) e.getCause()).failureCode()).isEqualTo(503);
                refused++;
            }
        }

        assertThat(refused).isPositive().isLessThan(requests.length);
        assertThat(accepted).isEqualTo((requests.length - refused) * 1_000L);
        assertThat(request(SPEND).getInteger("accepted")).isEqualTo(1);
    }

    @SuppressWarnings("unchecked")
    private static <T> T cast(Object reply) {
        return (T) reply;
    }

    @Test
    void neither_port_is_open_unless_it_is_configured() {
        SpendbellVerticle silent = beside("{ event_bus: { address: silent } }");
        SpendbellVerticle listening =
                beside("{ event_bus: { address: listening }, tcp: { port: 0 }, http: { port: 0 } }");

        assertThat(silent.tcpPort()).isZero();
        assertThat(silent.httpPort()).isZero();
        assertThat(listening.tcpPort()).isPositive();
        assertThat(listening.httpPort()).isPositive();
    }

    private SpendbellVerticle beside(String ingest) {
        String config = "spendbell: { store: memory, ingest: " + ingest + " }";
        SpendbellVerticle verticle =
                new SpendbellVerticle(ConfigLoader.parse("test", config, Map.of(), Deployment.VERTICLE)
                        .orThrow());
        get(vertx.deployVerticle(verticle));
        return verticle;
    }

    @Test
    void bad_configurations_are_refused_in_full() {
        Future<String> refused =
                deployed(new JsonObject().put("store", "nowhere").put("bugdets", new JsonArray()));

        try {
            get(refused);
            throw new AssertionError("it was deployed");
        } catch (CompletionException e) {
            assertThat(e.getCause().getMessage())
                    .contains("spendbell.store: nowhere")
                    .contains("spendbell.bugdets: unknown key");
        }
    }

    @Test
    void what_was_taken_is_answered_before_it_is_undeployed() {
        String line = SPEND.encode() + "\n";
        Future<?> last = vertx.eventBus().request("spendbell.events", line.repeat(5_000));

        get(vertx.undeploy(deployment));

        assertThat(last.isComplete()).isTrue();
    }
}
