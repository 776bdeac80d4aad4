package io.spendbell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a user runs them: output, exit codes, signals. */
class CommandsIT {
    private static final String SECRET_PATH = "/services/T0/B0/s3cr3t";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator slack = new SlackSimulator(vertx, SimulatorOptions.STRICT);

    @BeforeEach
    void start() throws Exception {
        slack.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private String config(String more) throws Exception {
        return Files.writeString(folder.resolve("spendbell.yaml"), """
                general_settings: { alerting: [slack] }
                spendbell:
                  store: "file:%s"
                  ingest: { tcp: { port: 0 }, http: { port: 0, admin_token: adm1n } }
                  delivery: { flush_interval: 0.2, allowed_hosts: [127.0.0.1] }
                %s
                """.formatted(
                                folder.resolve("data").resolve("store.db"), more))
                .toString();
    }

    private Map<String, String> slackUrl() {
        return Map.of("SLACK_WEBHOOK_URL", slack.url(SECRET_PATH));
    }

    private static HttpResponse<String> get(int port, String path, String token) throws Exception {
        return DaemonHttp.CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void an_alert_goes_from_a_socket_to_slack_and_sigterm_ends_the_daemon_with_0() throws Exception {
        try (SpendbellProcess daemon = new SpendbellProcess(slackUrl(), "run", "--config", config("")).awaitReady()) {
            try (TcpClient client = new TcpClient(daemon.tcpPort())) {
                client.lines("{\"event\":\"budget\",\"type\":\"team_budget\",\"user_info\":{\"event_group\":\"team\","
                        + "\"team_id\":\"pay\",\"team_alias\":\"Payments\",\"spend\":96,\"max_budget\":100}}");
                assertThat(client.sync("a"))
                        .isEqualTo(new JsonObject("{\"synced\":\"a\",\"accepted\":1,\"rejected\":0}"));
            }
            slack.awaitMessages(1).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);

            assertThat(slack.screen()).contains("Team Payments has reached 95% of its budget");
            assertThat(get(daemon.httpPort(), "/health/live", "").statusCode()).isEqualTo(200);
            assertThat(get(daemon.httpPort(), "/health/ready", "").body()).isEqualTo("{\"status\":\"up\"}");
            assertThat(get(daemon.httpPort(), "/metrics", "").body())
                    .contains("spendbell_findings_total{outcome=\"raised\"} 1.0");
            assertThat(get(daemon.httpPort(), "/v1/alerts", "guess").statusCode())
                    .isEqualTo(401);
            assertThat(get(daemon.httpPort(), "/v1/alerts", "adm1n").body()).contains("\"team_id\":\"pay\"");
            daemon.terminate();
            assertThat(daemon.exitCode()).isZero();
            assertThat(daemon.errors()).doesNotContain("s3cr3t", "adm1n", "Exception");
        }
    }

    @Test
    void what_waits_when_the_daemon_ends_is_delivered_by_the_next_one() throws Exception {
        String config = config("");
        slack.alwaysAt(SECRET_PATH, new Misbehaviour.Answer(500, "rollup_error", Map.of()));
        try (SpendbellProcess daemon = new SpendbellProcess(slackUrl(), "run", "--config", config).awaitReady()) {
            try (TcpClient client = new TcpClient(daemon.tcpPort())) {
                client.lines(
                        "{\"event\":\"alert\",\"alert_type\":\"db_exceptions\",\"level\":\"High\",\"message\":\"m-1\"}");
                client.sync("a");
            }
            slack.awaitRequests(1).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
            daemon.terminate();
            assertThat(daemon.exitCode()).isZero();
        }

        slack.behave();
        try (SpendbellProcess daemon = new SpendbellProcess(slackUrl(), "run", "--config", config).awaitReady()) {
            slack.awaitMessages(1).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertThat(slack.screen()).contains("m-1");
        }
    }

    @Test
    void a_bad_configuration_is_told_fault_by_fault_and_ends_with_2() throws Exception {
        String config = config("  flush_intervall: 3\n  budgets: [{ entity: teem }]");
        for (String command : new String[] {"check-config", "run", "send-test"}) {
            try (SpendbellProcess process = new SpendbellProcess(slackUrl(), command, "--config", config)) {
                assertThat(process.exitCode()).isEqualTo(2);
                assertThat(process.errors())
                        .contains("spendbell.flush_intervall: unknown key")
                        .contains("spendbell.budgets[0].entity: teem")
                        .contains("team");
            }
        }
    }

    @Test
    void a_good_configuration_is_fine() throws Exception {
        try (SpendbellProcess process = new SpendbellProcess(slackUrl(), "check-config", "--config", config(""))) {
            assertThat(process.exitCode()).isZero();
            assertThat(process.output()).endsWith("spendbell.yaml: fine");
        }
    }

    @Test
    void send_test_ends_with_0_only_if_it_was_accepted() throws Exception {
        String config = config("");
        try (SpendbellProcess process = new SpendbellProcess(slackUrl(), "send-test", "--config", config)) {
            assertThat(process.exitCode()).isZero();
            assertThat(process.output()).contains("slack: accepted");
        }
        assertThat(slack.screen()).contains("Test alert from Spendbell");

        slack.alwaysAt(SECRET_PATH, new Misbehaviour.Answer(404, "no_service", Map.of()));
        try (SpendbellProcess process = new SpendbellProcess(slackUrl(), "send-test", "--config", config)) {
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.output()).contains("slack: down, no_service");
        }
        try (SpendbellProcess process =
                new SpendbellProcess(slackUrl(), "send-test", "--config", config, "--destination", "slak")) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.errors()).contains("--destination: slak (expected: one of slack)");
        }
    }

    @Test
    void send_test_posts_one_alert_with_one_id_to_each_destination() throws Exception {
        String config = Files.writeString(
                        folder.resolve("two.yaml"), """
                spendbell:
                  delivery:
                    allowed_hosts: [127.0.0.1]
                    destinations:
                      one: { type: webhook, url: "%s" }
                      other: { type: webhook, url: "%s" }
                """.formatted(slack.url("/hooks/one"), slack.url("/hooks/other")))
                .toString();
        try (SpendbellProcess process = new SpendbellProcess(Map.of(), "send-test", "--config", config)) {
            assertThat(process.exitCode()).as(process.errors()).isZero();
        }

        assertThat(slack.requests())
                .extracting(request -> new JsonObject(request.body()).getString("id"))
                .hasSize(2)
                .doesNotContainNull()
                .containsOnly(new JsonObject(slack.requests().get(0).body()).getString("id"));
    }

    @Test
    void the_demo_shows_an_alert_as_a_person_reads_it() throws Exception {
        try (SpendbellProcess demo = new SpendbellProcess(Map.of(), "demo", "--seconds", "6")) {
            assertThat(demo.exitCode()).isZero();
            assertThat(demo.output()).contains("has reached 85% of its budget").contains("┃");
        }
    }

    @Test
    void a_command_that_does_not_exist_ends_with_2() throws Exception {
        try (SpendbellProcess process = new SpendbellProcess(Map.of(), "ring")) {
            assertThat(process.exitCode()).isEqualTo(2);
        }
    }
}
