package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.config.ConfigChanges;
import io.spendbell.config.ConfigLoader;
import io.spendbell.config.DeliveryConfig;
import io.spendbell.config.Deployment;
import io.spendbell.config.DestinationConfig;
import io.spendbell.config.InvalidConfigurationException;
import io.spendbell.config.Secret;
import io.spendbell.config.SpendbellConfig;
import io.spendbell.ingest.TcpClient;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.Received;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What another configuration changes while Spendbell runs, and what it leaves alone. */
@Timeout(90)
class ReloadTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private static final String BUDGETS = """
        - { name: teams, entity: team, id: "*", max_budget: 100, thresholds: [1.0] }
        """;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private SpendbellVerticle running;
    private String deployment = "";
    private int sent;

    @BeforeEach
    void startReceiver() {
        get(receiver.start());
    }

    @AfterEach
    void close() {
        get(vertx.undeploy(deployment));
        get(vertx.close());
    }

    private void start(SpendbellConfig config) {
        running = new SpendbellVerticle(config);
        deployment = get(vertx.deployVerticle(running));
    }

    private ConfigChanges reload(SpendbellConfig config) {
        return get(running.reload(config));
    }

    /** A configuration of which destinations, further settings of the delivery, and budgets are given. */
    private SpendbellConfig config(Map<String, String> hooks, String delivery, String budgets) {
        JsonObject destinations = new JsonObject();
        hooks.forEach((name, path) ->
                destinations.put(name, new JsonObject().put("type", "webhook").put("url", receiver.url(path))));
        String yaml =
                """
                spendbell:
                  store: "file:%s"
                  ingest: { tcp: { port: 0 }, http: { port: 0 } }
                  shutdown_timeout: 2
                  delivery:
                    flush_interval: 0.05
                    allowed_hosts: [127.0.0.1]
                    destinations: %s
                %s
                  budgets:
                %s
                """.formatted(folder.resolve("store.db"), destinations.encode(), delivery.indent(4), budgets.indent(4));
        return ConfigLoader.parse("test", yaml, Map.of(), Deployment.VERTICLE).orThrow();
    }

    private SpendbellConfig config(Map<String, String> hooks) {
        return config(hooks, "", BUDGETS);
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(40, TimeUnit.SECONDS)
                .join();
    }

    private void tell(JsonObject event) {
        JsonObject reply = (JsonObject)
                get(vertx.eventBus().request("spendbell.events", event)).body();
        assertThat(reply.getInteger("accepted")).isEqualTo(1);
    }

    private void spend(String team, double cost) {
        tell(new JsonObject().put("event", "spend").put("team_id", team).put("cost", cost));
    }

    /** Raises an alert of its own, and gives its text. */
    private String notice() {
        String text = "notice-" + ++sent;
        tell(new JsonObject()
                .put("event", "alert")
                .put("alert_type", "llm_exceptions")
                .put("level", "High")
                .put("message", text));
        return text;
    }

    private JsonObject ask(String method, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.httpPort() + path))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build();
            String body =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return path.equals("/metrics") ? new JsonObject().put("text", body) : new JsonObject(body);
        } catch (Exception e) {
            throw new AssertionError(path, e);
        }
    }

    private List<String> spent() {
        JsonArray budgets = ask("GET", "/v1/budgets").getJsonArray("budgets");
        return IntStream.range(0, budgets.size())
                .mapToObj(budgets::getJsonObject)
                .map(each -> each.getString("name") + " " + each.getString("id") + " " + each.getDouble("spent"))
                .toList();
    }

    private List<JsonObject> deliveries() {
        JsonArray all = ask("GET", "/v1/deliveries").getJsonArray("deliveries");
        return IntStream.range(0, all.size()).mapToObj(all::getJsonObject).toList();
    }

    /** What the receiver has is settled a moment later. */
    private void awaitNothingLeft() {
        while (!deliveries().isEmpty()) {
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Until the answer to the post of the only delivery is dealt with; a destination that is down has told the others then. */
    private void awaitAnswered() {
        while (deliveries().get(0).getString("state").equals("posting")) {
            LockSupport.parkNanos(2_000_000);
        }
    }

    private String metric(String name) {
        return ask("GET", "/metrics")
                .getString("text")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("none");
    }

    private static List<String> texts(List<Received> messages) {
        return messages.stream()
                .map(message -> new JsonObject(message.body()).getString("event_message"))
                .toList();
    }

    private List<String> textsAt(String path) {
        return texts(receiver.messages().stream()
                .filter(message -> message.path().equals(path))
                .toList());
    }

    @Test
    void budgets_that_stay_keep_their_totals_new_ones_start_and_removed_ones_stop_counting() {
        start(config(Map.of("hook", "/hooks/a"), "", """
            - { name: stays, entity: team, id: "*", max_budget: 100, thresholds: [1.0] }
            - { name: goes, entity: team, id: pay, max_budget: 100 }
            """));
        spend("pay", 40);

        ConfigChanges changes = reload(config(Map.of("hook", "/hooks/a"), "", """
            - { name: stays, entity: team, id: "*", max_budget: 50, thresholds: [1.0] }
            - { name: comes, entity: team, id: pay, max_budget: 100, spent: 3 }
            """));
        spend("pay", 10);

        assertThat(changes.told()).containsExactly("budgets: comes added; goes removed; stays changed");
        assertThat(spent()).containsExactly("comes pay 13.0", "goes pay 40.0", "stays pay 50.0");
        assertThat(get(receiver.awaitMessages(1)))
                .singleElement()
                .satisfies(message -> assertThat(new JsonObject(message.body()).getDouble("max_budget"))
                        .isEqualTo(50));
    }

    @Test
    void under_load_no_event_is_lost_and_no_connection_is_closed() throws Exception {
        SpendbellConfig one = config(Map.of("hook", "/hooks/a"));
        SpendbellConfig other = config(Map.of("hook", "/hooks/b", "more", "/hooks/c"), "batch_size: 7", """
            - { name: teams, entity: team, id: "*", max_budget: 4000000000, thresholds: [0.5] }
            - { name: more, entity: team, id: "*", max_budget: 4000000000 }
            """);
        start(one);
        try (TcpClient client = new TcpClient(running.tcpPort())) {
            Set<String> expected = new HashSet<>();
            for (int round = 0; round < 20; round++) {
                StringBuilder lines = new StringBuilder();
                for (int i = 0; i < 500; i++) {
                    lines.append("{\"event\":\"spend\",\"cost\":0.001,\"team_id\":\"t")
                            .append(i % 10)
                            .append("\"}\n");
                }
                String key = "key-" + round;
                expected.add(key);
                lines.append("{\"event\":\"budget\",\"type\":\"token_budget\",\"user_info\":{\"token\":\"")
                        .append(key)
                        .append("\",\"event_group\":\"key\",\"spend\":12,\"max_budget\":10}}\n");
                client.send(lines.toString());
                Future<ConfigChanges> reload = running.reload(round % 2 == 0 ? other : one);
                assertThat(client.sync("s" + round).getInteger("accepted")).isEqualTo(501);
                get(reload);
            }

            assertThat(spent().stream().filter(line -> line.startsWith("teams")))
                    .hasSize(10)
                    .allMatch(line -> line.endsWith(" 1.0"));
            Set<String> seen = new HashSet<>();
            List<Received> messages = get(receiver.awaitMessages(20));
            while (!seen.equals(expected)) {
                messages.forEach(message -> seen.add(new JsonObject(message.body()).getString("token")));
                if (!seen.equals(expected)) {
                    messages = get(receiver.awaitMessages(messages.size() + 1));
                }
            }
            assertThat(metric("spendbell_reloads_total{outcome=\"applied\"}")).isEqualTo("20.0");
        }
    }

    @Test
    void alerts_take_the_new_routes_and_what_waits_for_an_edited_destination_goes_to_its_new_url() {
        receiver.alwaysAt("/hooks/a", new Misbehaviour.Answer(404, "gone", Map.of()));
        start(config(Map.of("hook", "/hooks/a")));
        String waiting = notice();
        get(receiver.awaitRequests(1));
        awaitAnswered();

        ConfigChanges changes = reload(config(
                Map.of("hook", "/hooks/b", "other", "/hooks/c"),
                "routes: [{ match: { alert_type: llm_exceptions }, to: [other] }]",
                BUDGETS));
        assertThat(texts(get(receiver.awaitMessages(1)))).containsExactly(waiting);
        String routed = notice();
        get(receiver.awaitMessages(2));

        assertThat(changes.told())
                .containsExactly("destinations: other added; hook changed", "routes", "where other alerts go");
        assertThat(textsAt("/hooks/b")).containsExactly(waiting);
        assertThat(textsAt("/hooks/c")).containsExactly(routed);
    }

    @Test
    void a_post_under_way_is_waited_for_and_neither_lost_nor_repeated() {
        receiver.nextAt("/hooks/a", new Misbehaviour.Slow(Duration.ofSeconds(1)));
        start(config(Map.of("hook", "/hooks/a")));
        String slow = notice();
        get(receiver.awaitRequests(1));

        reload(config(Map.of("hook", "/hooks/a"), "batch_size: 3", BUDGETS));
        String later = notice();
        get(receiver.awaitMessages(2));

        awaitNothingLeft();
        assertThat(texts(receiver.messages())).containsExactly(slow, later);
        assertThat(receiver.requests()).hasSize(2);
    }

    @Test
    void a_destination_that_did_not_change_is_left_alone_whatever_it_is_doing() {
        receiver.nextAt("/hooks/a", new Misbehaviour.Slow(Duration.ofSeconds(5)));
        start(config(Map.of("busy", "/hooks/a")));
        notice();
        get(receiver.awaitRequests(1));

        reload(config(Map.of("busy", "/hooks/a", "more", "/hooks/b")));

        assertThat(deliveries())
                .as("the reload did not wait for the post")
                .singleElement()
                .satisfies(view -> assertThat(view.getString("state")).isEqualTo("posting"));
    }

    @Test
    void alerts_for_a_destination_that_is_gone_are_parked_and_sent_again_when_it_is_back_and_somebody_asks() {
        receiver.alwaysAt("/hooks/a", new Misbehaviour.Answer(404, "gone", Map.of()));
        start(config(Map.of("hook", "/hooks/a", "stays", "/hooks/b"), "routes: [{ to: [hook] }]", BUDGETS));
        String text = notice();
        get(receiver.awaitRequests(1));

        reload(config(Map.of("stays", "/hooks/b")));
        while (!deliveries().stream()
                .allMatch(view -> view.getString("state").equals("parked")
                        && view.getString("reason").equals("destination hook is not configured"))) {
            LockSupport.parkNanos(2_000_000);
        }
        assertThat(deliveries()).hasSize(1);
        while (!metric("spendbell_deliveries_parked{destination=\"hook\"}").equals("1.0")) {
            LockSupport.parkNanos(2_000_000);
        }
        assertThat(metric("spendbell_destination_down{destination=\"hook\"}")).isEqualTo("0.0");

        receiver.behave();
        reload(config(Map.of("hook", "/hooks/a", "stays", "/hooks/b")));
        assertThat(ask("POST", "/v1/deliveries/retry?destination=hook").getInteger("retried"))
                .isEqualTo(1);
        while (!textsAt("/hooks/a").contains(text)) {
            get(receiver.awaitMessages(receiver.messages().size() + 1));
        }
        assertThat(textsAt("/hooks/a")).containsOnlyOnce(text);
    }

    @Test
    void what_cannot_change_is_refused_as_a_whole_and_the_old_configuration_stays_in_force() {
        start(config(Map.of("hook", "/hooks/a")));
        SpendbellConfig next = ConfigLoader.parse(
                        "test", """
                            general_settings: { alert_types: [] , alerting_args: { budget_alert_ttl: 60 } }
                            spendbell:
                              store: "file:%s"
                              store_sync: disk
                              ingest: { tcp: { port: 0, token: s3cret }, dedup: { window: 9 } }
                            """.formatted(folder.resolve("other.db")), Map.of(), Deployment.VERTICLE)
                .orThrow();

        assertThatThrownBy(() -> reload(next))
                .hasCauseInstanceOf(InvalidConfigurationException.class)
                .cause()
                .hasMessage(String.join(
                        "\n",
                        "reload: general_settings.alerting_args.budget_alert_ttl: 60 (expected: unchanged; restart to"
                                + " change it)",
                        "reload: spendbell.store: " + folder.resolve("other.db")
                                + " (expected: unchanged; restart to change it)",
                        "reload: spendbell.store_sync: disk (expected: unchanged; restart to change it)",
                        "reload: spendbell.ingest.tcp.token: *** (expected: unchanged; restart to change it)",
                        "reload: spendbell.ingest.http: nothing (expected: unchanged; restart to change it)",
                        "reload: spendbell.ingest.dedup.window: 9 (expected: unchanged; restart to change it)"));

        String text = notice();
        assertThat(texts(get(receiver.awaitMessages(1)))).containsExactly(text);
        assertThat(metric("spendbell_reloads_total{outcome=\"refused\"}")).isEqualTo("1.0");
        assertThat(metric("spendbell_reloads_total{outcome=\"applied\"}")).isEqualTo("0.0");
    }

    /** A configuration by code, whose values nobody has read and refused. */
    private SpendbellConfig withUnusableUrl(SpendbellConfig like) {
        Map<String, DestinationConfig> destinations =
                new LinkedHashMap<>(like.delivery().destinations());
        destinations.put("bad", new DestinationConfig.Webhook("bad", Secret.of("http://no url/s3cret"), null));
        DeliveryConfig delivery = new DeliveryConfig(
                like.delivery().flushInterval(),
                like.delivery().batchSize(),
                destinations,
                like.delivery().allowedHosts(),
                like.delivery().hostsListed(),
                like.delivery().routes(),
                like.delivery().defaultRoute(),
                false);
        return new SpendbellConfig(
                like.environment(),
                like.publicUrl(),
                like.proxyUrl(),
                like.zone(),
                like.store(),
                like.ingest(),
                like.alerting(),
                delivery,
                like.thresholds(),
                like.budgets(),
                like.notices(),
                like.shutdownTimeout());
    }

    @Test
    void a_destination_that_cannot_be_made_leaves_the_old_configuration_in_force_as_a_whole() {
        start(config(Map.of("hook", "/hooks/a")));
        SpendbellConfig other = config(Map.of("hook", "/hooks/b"), "", """
            - { name: others, entity: user, id: "*", max_budget: 1, thresholds: [1.0] }
            """);

        assertThatThrownBy(() -> reload(withUnusableUrl(other)))
                .cause()
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("spendbell.delivery.destinations.bad")
                .hasMessageNotContaining("s3cret");
        assertThat(metric("spendbell_reloads_total{outcome=\"refused\"}")).isEqualTo("1.0");

        spend("pay", 100);
        assertThat(get(receiver.awaitMessages(1)).get(0).path()).isEqualTo("/hooks/a");
        tell(new JsonObject().put("event", "spend").put("user_id", "u1").put("cost", 5));
        assertThat(ask("GET", "/v1/budgets").encode()).contains("\"teams\"").doesNotContain("\"others\"");

        assertThat(reload(other).told()).isNotEmpty();
        String text = notice();
        get(receiver.awaitMessages(2));
        assertThat(textsAt("/hooks/b")).contains(text);
    }

    @Test
    void what_cannot_be_read_is_refused_and_the_next_reload_works() {
        start(config(Map.of("hook", "/hooks/a")));

        assertThatThrownBy(() -> get(running.reload(() -> ConfigLoader.parse(
                                "test", "spendbell: { budgets: 7, rotues: 1 }", Map.of(), Deployment.VERTICLE)
                        .orThrow())))
                .cause()
                .hasMessageContaining("test: spendbell.budgets: a single value")
                .hasMessageContaining("test: spendbell.rotues: unknown key");

        assertThat(reload(config(Map.of("hook", "/hooks/a"))).told()).isEmpty();
        assertThat(metric("spendbell_reloads_total{outcome=\"refused\"}")).isEqualTo("1.0");
        assertThat(metric("spendbell_reloads_total{outcome=\"applied\"}")).isEqualTo("1.0");
    }

    @Test
    void reloads_are_done_one_after_the_other_and_stopping_does_not_wait_for_a_post_that_hangs() throws Exception {
        receiver.alwaysAt("/hooks/a", new Misbehaviour.Hang());
        start(config(Map.of("hook", "/hooks/a")));
        notice();
        get(receiver.awaitRequests(1));

        Future<ConfigChanges> first = running.reload(config(Map.of("hook", "/hooks/b")));
        Future<ConfigChanges> second = running.reload(config(Map.of("hook", "/hooks/c")));
        assertThat(second.isComplete()).isFalse();
        long begun = System.nanoTime();
        get(vertx.undeploy(deployment));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
        assertThatThrownBy(() -> get(Future.all(first, second))).isNotNull();
        start(config(Map.of("hook", "/hooks/d")));
        assertThat(deliveries()).as("what was under way is kept").hasSize(1);
    }
}
