package io.spendbell.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.spendbell.SpendbellVerticle;
import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.config.SpendbellConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay against the daemon's own intake and ledger. */
class ReplayIT {
    private static final int ROWS = 12_000;
    private static final String TOKEN = "s3cret";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final SpendbellVerticle daemon = new SpendbellVerticle(config());

    private String deployment = "";

    @BeforeEach
    void deploy() throws Exception {
        deployment = await(vertx.deployVerticle(daemon));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.undeploy(deployment));
        await(vertx.close());
    }

    @Test
    void the_ledger_ends_at_the_totals_of_the_replay() throws Exception {
        ReplayReport report = await(new Replay(vertx, azure(), options(TOKEN)).start());

        assertThat(complaints).isEmpty();
        assertThat(report.isFine()).isTrue();
        assertThat(report.accepted()).isEqualTo(ROWS);
        assertThat(report.teams()).hasSize(20);
        assertThat(ledger()).isEqualTo(scaled(report.teams()));
    }

    @Test
    void what_the_daemon_rejects_is_counted_and_told() throws Exception {
        Path file = Files.writeString(folder.resolve("x.ndjson"), """
                {"event":"spend","cost":1,"team_id":"a"}
                {"event":"spend","cost":"much","team_id":"a"}
                {"event":"spend","cost":2,"team_id":"a"}
                """);

        ReplayReport report = await(new Replay(vertx, survey(file, null), options(TOKEN)).start());

        assertThat(report.accepted()).isEqualTo(2);
        assertThat(report.rejected()).isEqualTo(1);
        assertThat(complaints).hasSize(1).first().asString().contains("cost: \"much\"");
    }

    @Test
    void a_wrong_token_is_told() throws Exception {
        ReplayReport report = await(new Replay(vertx, azure(), options("wr0ng")).start());

        assertThat(report.failure()).contains("auth: ").doesNotContain(TOKEN);
        assertThat(report.sent()).isZero();
    }

    private static SpendbellConfig config() {
        Map<String, Object> spendbell = Map.of(
                "store",
                "memory",
                "ingest",
                Map.of("tcp", Map.of("port", 0, "token", TOKEN), "http", Map.of("port", 0)),
                "budgets",
                List.of(Map.of("entity", "team", "id", "*", "max_budget", 1_000_000)));
        return ConfigLoader.load("test", Map.of("spendbell", spendbell), Map.of(), Deployment.DAEMON)
                .orThrow();
    }

    private ReplayOptions options(String token) {
        return new ReplayOptions(
                "127.0.0.1",
                daemon.tcpPort(),
                token,
                Double.POSITIVE_INFINITY,
                Duration.ZERO,
                true,
                ReplayOptions.SYNC_EVERY,
                Duration.ofSeconds(30),
                complaints::add);
    }

    /** Costs of more digits than the ledger keeps, so that each has to be rounded alike. */
    private Trace azure() throws IOException {
        StringBuilder rows = new StringBuilder(AzureReader.HEADER + "\n");
        for (int row = 0; row < ROWS; row++) {
            rows.append("2023-11-16 18:00:00,")
                    .append(row % 997)
                    .append(',')
                    .append(row % 89)
                    .append('\n');
        }
        Path prices = Files.writeString(
                folder.resolve("p.csv"), PriceList.HEADER + "\nm,p,0.0000001234567,3e-06\nn,p,0.00000000005,1e-9\n");
        Path file = Files.writeString(folder.resolve("a.csv"), rows);
        return survey(file, PriceList.read(prices, 1));
    }

    private static Trace survey(Path file, PriceList prices) throws IOException {
        return Trace.survey(List.of(file), new Trace.Filling(new Spread(1, new Spread.Sizes(200, 100, 20)), prices));
    }

    private Map<String, BigDecimal> ledger() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + daemon.httpPort() + "/v1/budgets?limit=100");
        String body = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
        Map<String, BigDecimal> spent = new TreeMap<>();
        for (JsonNode account : JSON.readTree(body).get("budgets")) {
            spent.put(account.get("id").asText(), account.get("spent").decimalValue());
        }
        return scaled(spent);
    }

    private static Map<String, BigDecimal> scaled(Map<String, BigDecimal> amounts) {
        Map<String, BigDecimal> scaled = new TreeMap<>();
        amounts.forEach((team, amount) -> scaled.put(team, amount.setScale(9)));
        return scaled;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
