package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.config.SpendbellConfig;
import io.spendbell.ingest.TcpClient;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spendbell in the Vert.x of a host that knows little of it: deployed in all ways, and stopped by closing the Vert.x. */
@Timeout(90)
class SpendbellVerticleTest {
    private static final String EVENT = """
        {"event":"alert","alert_type":"llm_exceptions","level":"High","message":"told-before-the-end"}
        """;

    private final Vertx outside = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(outside, SimulatorOptions.STRICT);
    private final Vertx host = Vertx.vertx();

    @BeforeEach
    void startReceiver() {
        get(receiver.start());
    }

    @AfterEach
    void close() {
        get(host.close());
        get(outside.close());
    }

    /** What is listened to only after the Vert.x is closed has no event loop to say it on. */
    private static <T> CompletableFuture<T> heard(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture();
    }

    private static <T> T get(Future<T> future) {
        return heard(future).orTimeout(40, TimeUnit.SECONDS).join();
    }

    /** Flushes so seldom that only the stop delivers. */
    private JsonObject settings(String store) {
        return new JsonObject("""
            {"spendbell": {
              "store": "%s",
              "ingest": {"tcp": {"port": 0}},
              "delivery": {
                "flush_interval": 3600, "allowed_hosts": ["127.0.0.1"],
                "destinations": {"ops": {"type": "webhook", "url": "%s"}}}}}
            """.formatted(store, receiver.url("/hooks/ops")));
    }

    private SpendbellConfig config(String store) {
        return ConfigLoader.parse("test", settings(store).encode(), Map.of(), Deployment.VERTICLE)
                .orThrow();
    }

    /** With another address on the event bus. */
    private JsonObject elsewhere() {
        JsonObject settings = settings("memory");
        settings.getJsonObject("spendbell")
                .getJsonObject("ingest")
                .put("event_bus", new JsonObject().put("address", "second"));
        return settings;
    }

    private JsonObject listeningAt(String way, int port) {
        JsonObject settings = settings("memory");
        settings.getJsonObject("spendbell")
                .getJsonObject("ingest")
                .put(way, new JsonObject().put("host", "127.0.0.1").put("port", port));
        return settings;
    }

    /** Vert.x shares a port that it is told by its number. None of those that are given to whoever asks for any. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // Another one, then.
            }
        }
    }

    private JsonObject request(Object body) {
        return get(host.eventBus().<JsonObject>request("spendbell.events", body))
                .body();
    }

    @Test
    void closing_the_vertx_alone_delivers_what_was_acknowledged_and_complains_of_nothing() {
        // Given
        get(host.deployVerticle(new SpendbellVerticle(config("memory"))));
        assertThat(request(EVENT).getInteger("accepted")).isEqualTo(1);

        // When
        try (Complaints complaints = new Complaints()) {
            get(host.close());

            // Then
            assertThat(complaints.lines()).isEmpty();
        }
        assertThat(receiver.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.body()).contains("told-before-the-end"));
    }

    @Test
    void requests_that_were_taken_are_answered_before_the_vertx_is_closed() throws Exception {
        // Given
        get(host.deployVerticle(new SpendbellVerticle(config("memory"))));
        CompletableFuture<Message<JsonObject>> last =
                heard(host.eventBus().request("spendbell.events", EVENT.repeat(2_000)));

        // When
        get(host.close());

        // Then
        assertThat(last.get(40, TimeUnit.SECONDS).body().getInteger("accepted")).isEqualTo(2_000);
    }

    @Test
    void what_came_over_tcp_is_delivered_before_the_vertx_is_closed() throws Exception {
        // Given
        SpendbellVerticle verticle = new SpendbellVerticle(config("memory"));
        get(host.deployVerticle(verticle));
        try (TcpClient client = new TcpClient(verticle.tcpPort())) {
            for (int i = 0; i < 15; i++) {
                client.send(EVENT.replace("told", i + "-told"));
            }
            assertThat(client.sync("last").getInteger("accepted")).isEqualTo(15);

            // When
            get(host.close());
        }

        // Then
        assertThat(receiver.messages()).hasSize(15);
    }

    @Test
    void an_undeployment_that_is_under_way_when_the_vertx_is_closed_comes_to_its_end() {
        // Given
        String deployment = get(host.deployVerticle(new SpendbellVerticle(config("memory"))));
        assertThat(request(EVENT).getInteger("accepted")).isEqualTo(1);

        // When
        try (Complaints complaints = new Complaints()) {
            CompletableFuture<Void> undeployed = heard(host.undeploy(deployment));
            get(host.close());

            // Then
            assertThat(undeployed).succeedsWithin(Duration.ofSeconds(40));
            assertThat(complaints.lines()).noneMatch(line -> line.contains("io.spendbell"));
        }
        assertThat(receiver.messages()).hasSize(1);
    }

    @Test
    void a_start_that_waits_for_its_redis_says_that_it_was_ended_when_the_vertx_is_closed() throws Exception {
        try (ClosedPort nobody = ClosedPort.open();
                LoggedBy waits = LoggedBy.of(StoreOpening.class)) {
            // Given
            CompletableFuture<String> deployment = heard(host.deployVerticle(
                    "io.spendbell.SpendbellVerticle",
                    new DeploymentOptions().setConfig(settings("redis://127.0.0.1:" + nobody.number()))));
            while (waits.messages().isEmpty()) {
                get(outside.timer(5));
            }

            // When
            try (Complaints complaints = new Complaints()) {
                get(host.close());

                // Then
                assertThat(complaints.lines()).isEmpty();
            }
            assertThatThrownBy(() -> deployment.get(40, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(StartEndedException.class);
        }
    }

    @Test
    void nothing_listens_and_nothing_is_posted_that_is_not_configured() {
        // Given
        SocketMetrics sockets = new SocketMetrics();
        Vertx watched = Vertx.builder().withMetrics(sockets).build();

        // When
        get(watched.deployVerticle(
                "io.spendbell.SpendbellVerticle",
                new DeploymentOptions()
                        .setConfig(new JsonObject().put("spendbell", new JsonObject().put("store", "memory")))));
        get(watched.close());

        // Then
        assertThat(sockets.opened()).isEmpty();
    }

    @Test
    void an_object_that_was_deployed_is_refused_another_deployment_and_runs_on() {
        // Given
        SpendbellVerticle verticle = new SpendbellVerticle(config("memory"));
        get(host.deployVerticle(verticle));

        // Then
        assertThatThrownBy(() -> get(host.deployVerticle(verticle)))
                .hasRootCauseMessage(
                        "SpendbellVerticle: deployed a second time (expected: an object for each deployment)");
        assertThat(request(EVENT).getInteger("accepted")).isEqualTo(1);
        get(host.close());
        assertThat(receiver.messages()).hasSize(1);
    }

    @Test
    void several_instances_are_refused() {
        DeploymentOptions two = new DeploymentOptions().setInstances(2).setConfig(settings("memory"));

        assertThatThrownBy(() -> get(host.deployVerticle("io.spendbell.SpendbellVerticle", two)))
                .hasMessageContaining("instances: 2 (expected: 1");
        assertThat(host.deploymentIDs()).isEmpty();
    }

    @Test
    void two_take_events_at_addresses_of_their_own_and_an_address_is_free_again_after_a_stop() {
        // Given
        String first = get(host.deployVerticle(new SpendbellVerticle(config("memory"))));

        // When
        get(host.deployVerticle("io.spendbell.SpendbellVerticle", new DeploymentOptions().setConfig(elsewhere())));

        // Then
        assertThat(get(host.eventBus().<JsonObject>request("second", EVENT))
                        .body()
                        .getInteger("accepted"))
                .isEqualTo(1);
        assertThatThrownBy(() -> get(host.deployVerticle(new SpendbellVerticle(config("memory")))))
                .hasMessageContaining(
                        "spendbell.ingest.event_bus.address: spendbell.events (expected: an address at which no");
        assertThat(request(EVENT).getInteger("accepted")).isEqualTo(1);
        get(host.undeploy(first));
        get(host.deployVerticle(new SpendbellVerticle(config("memory"))));
        assertThat(request(EVENT).getInteger("accepted")).isEqualTo(1);
    }

    @Test
    void two_that_take_any_free_port_listen_at_one_each() {
        // Given
        SpendbellVerticle first = new SpendbellVerticle(config("memory"));
        get(host.deployVerticle(first));
        SpendbellVerticle second =
                new SpendbellVerticle(ConfigLoader.parse("test", elsewhere().encode(), Map.of(), Deployment.VERTICLE)
                        .orThrow());

        // When
        get(host.deployVerticle(second));

        // Then
        assertThat(second.tcpPort()).isPositive().isNotEqualTo(first.tcpPort());
    }

    @Test
    void any_free_port_is_not_one_that_the_host_shares_among_its_own() {
        // Given
        NetServer hosts =
                get(host.createNetServer().connectHandler(NetSocket::close).listen(-1, "127.0.0.1"));
        SpendbellVerticle verticle = new SpendbellVerticle(config("memory"));

        // When
        get(host.deployVerticle(verticle));

        // Then
        assertThat(verticle.tcpPort()).isPositive().isNotEqualTo(hosts.actualPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "http"})
    void a_port_at_which_the_host_listens_itself_is_refused_and_not_shared(String way) {
        // Given
        int port = freePort();
        NetServer hosts =
                get(host.createNetServer().connectHandler(NetSocket::close).listen(port, "127.0.0.1"));
        DeploymentOptions options = new DeploymentOptions().setConfig(listeningAt(way, port));

        // Then
        assertThatThrownBy(() -> get(host.deployVerticle("io.spendbell.SpendbellVerticle", options)))
                .hasMessageContaining("spendbell.ingest." + way + ".port: 127.0.0.1:" + port + ": ")
                .hasMessageContaining("(expected: a free port that this process may open");
        assertThat(host.deploymentIDs()).isEmpty();
        get(hosts.close());
        get(host.deployVerticle("io.spendbell.SpendbellVerticle", options));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "http"})
    void of_two_that_start_together_at_one_port_one_is_refused(String way) {
        // Given
        JsonObject first = listeningAt(way, freePort());
        JsonObject second = first.copy();
        second.getJsonObject("spendbell")
                .getJsonObject("ingest")
                .put("event_bus", new JsonObject().put("address", "second"));

        // When
        CompletableFuture<String> one =
                heard(host.deployVerticle("io.spendbell.SpendbellVerticle", new DeploymentOptions().setConfig(first)));
        CompletableFuture<String> other =
                heard(host.deployVerticle("io.spendbell.SpendbellVerticle", new DeploymentOptions().setConfig(second)));

        // Then
        assertThatThrownBy(() -> CompletableFuture.allOf(one, other).get(40, TimeUnit.SECONDS))
                .hasMessageContaining("spendbell.ingest." + way + ".port: ")
                .hasMessageContaining("(expected: a port at which no other Spendbell of this Vert.x takes events)");
        assertThat(List.of(one, other))
                .filteredOn(CompletableFuture::isCompletedExceptionally)
                .hasSize(1);
    }

    @Test
    void what_is_dropped_is_counted_in_the_hosts_registry_until_the_stop() {
        // Given
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        SpendbellVerticle verticle = new SpendbellVerticle(config("memory")).withMetricsIn(registry);
        String deployment = get(host.deployVerticle(verticle));
        String big = EVENT.replace("told", "x".repeat(900) + "-told").repeat(900);

        // When
        for (int i = 0; i < 40; i++) {
            host.eventBus().send("spendbell.events", big);
        }
        while (dropped(registry) == 0) {
            get(outside.timer(5));
        }

        // Then
        get(host.undeploy(deployment));
        assertThat(registry.getMeters()).isEmpty();
    }

    private static double dropped(MeterRegistry registry) {
        return registry.find("spendbell.messages.dropped").tag("way", "event_bus").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void faults_say_whether_it_is_ready() {
        SpendbellVerticle verticle = new SpendbellVerticle(config("memory"));
        assertThat(verticle.faults()).containsOnlyKeys("daemon");

        String deployment = get(host.deployVerticle(verticle));
        assertThat(verticle.faults()).isEmpty();

        get(host.undeploy(deployment));
        assertThat(verticle.faults()).containsKey("daemon");
    }
}
