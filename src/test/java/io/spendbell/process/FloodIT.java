package io.spendbell.process;

import static io.spendbell.process.DaemonHttp.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestRedis;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.Received;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackError;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tens of thousands of alerts at once, while Slack takes none and then one message a second: they fold, the highest level
 * first, the one at fault is parked alone, and the process keeps within its memory.
 */
class FloodIT {
    private static final int HIGH = 100;
    private static final int CHUNK = 2_000;
    /** More are tried by hand. */
    private static final int ON_A_FILE = Asked.number("spendbell.floodAlerts", 40_000, 5 * CHUNK) / CHUNK * CHUNK;

    private static final int ON_REDIS = Asked.number("spendbell.floodAlertsOnRedis", 10_000, 5 * CHUNK) / CHUNK * CHUNK;
    /** What the one at fault takes until it stands alone, and the first and last of each level. */
    private static final int MESSAGES_BESIDES = 20;

    private static final int ALERTS_A_MESSAGE = 5_000;
    private static final int ALERTS_NAMED = 49;
    private static final String AT_FAULT = "service 0 ";
    private static final Pattern COUNT = Pattern.compile("([0-9,]+) alerts");
    private static final Pattern NAMED = Pattern.compile("service ([0-9]+) fails");
    private static final String LEVELS = "🔴🟠🔵";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator slack = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private SpendbellProcess daemon;

    @BeforeEach
    void startSlack() throws Exception {
        await(slack.start());
    }

    private void startDaemon(String store) throws Exception {
        Path config = Files.writeString(folder.resolve("spendbell.yaml"), """
                    spendbell:
                      store: "%s"
                      ingest: { tcp: { port: 0 }, http: { port: 0 } }
                      delivery:
                        flush_interval: 0.5
                        allowed_hosts: [127.0.0.1]
                        destinations: { finops: { type: slack, url: "%s" } }
                        routes: [{ match: {}, to: [finops] }]
                    """.formatted(store, slack.url()));
        daemon = new SpendbellProcess(Map.of(), "run", "--config", config.toString()).awaitReady();
    }

    @AfterEach
    void close() throws Exception {
        if (daemon != null) {
            daemon.close();
        }
        await(vertx.close());
    }

    @Test
    @Timeout(900)
    void all_are_told_in_a_few_messages_the_highest_level_first_and_the_oldest() throws Exception {
        startDaemon("file:" + folder.resolve("spendbell.db"));

        tellAll("a file", ON_A_FILE);
    }

    @Test
    @Timeout(900)
    void on_redis_too() throws Exception {
        try (TestRedis redis = TestRedis.start()) {
            startDaemon(redis.uri());

            tellAll("Redis", ON_REDIS);
        }
    }

    private void tellAll(String store, int alerts) throws Exception {
        // Given
        slack.alwaysAt(URI.create(slack.url()).getPath(), Misbehaviour.rateLimited(1));

        // When
        try (TcpClient client = new TcpClient(daemon.tcpPort())) {
            for (int from = 0; from < alerts; from += CHUNK) {
                client.send(events(from));
                assertThat(client.sync("chunk").getInteger("accepted")).isEqualTo(CHUNK);
            }
        }
        // What waits for its turn was leased before the last were there: it is refused once more, and then all are
        // leased.
        long refused = slack.count(429);
        eventually("all are leased", () -> slack.count(429) >= refused + 2);
        Instant all = Instant.now();
        slack.behave();
        slack.refuseWhatSays(AT_FAULT, SlackError.INVALID_BLOCKS);
        List<Received> messages = slack.messages();
        while (messages.stream().mapToInt(FloodIT::alertsIn).sum() < alerts - 1) {
            messages = await(slack.awaitMessages(messages.size() + 1));
        }

        // Then
        assertThat(messages.stream().mapToInt(FloodIT::alertsIn).sum()).isEqualTo(alerts - 1);
        System.out.printf(
                "%d alerts at once on %s: %d messages in %d s, at most %d MB resident%n",
                alerts,
                store,
                messages.size(),
                Duration.between(all, Instant.now()).toSeconds(),
                daemon.peakMegabytes());
        assertThat(messages).hasSizeLessThan(MESSAGES_BESIDES + alerts / ALERTS_A_MESSAGE);
        assertThat(messages)
                .as(messages.stream()
                        .map(message -> message.arrivedAt() + " " + heading(message))
                        .toList()
                        .toString())
                .extracting(FloodIT::rank)
                .isSorted();
        for (int rank = 0; rank < LEVELS.length() / 2; rank++) {
            int level = 2 * rank;
            assertThat(messages.stream().filter(message -> rank(message) == level))
                    .as("the oldest first of level " + rank)
                    .flatExtracting(FloodIT::named)
                    .hasSizeGreaterThan(ALERTS_NAMED)
                    .isSorted();
        }
        assertThat(slack.count(400)).isPositive();
        DaemonHttp http = new DaemonHttp(daemon.httpPort());
        eventually("one is parked", () -> http.metric("spendbell_deliveries_parked{destination=\"finops\"}") == 1);
        eventually(
                "the others are settled",
                () -> http.metric("spendbell_deliveries_delivered_total{destination=\"finops\"}") == alerts - 1);
        JsonArray left = new JsonObject(http.get("/v1/deliveries").body()).getJsonArray("deliveries");
        assertThat(left).hasSize(1);
        assertThat(left.getJsonObject(0).getString("state")).isEqualTo("parked");
        assertThat(left.getJsonObject(0).encode()).contains(AT_FAULT);
        assertThat(daemon.peakMegabytes()).isLessThan(400);
    }

    private static String events(int from) {
        StringBuilder events = new StringBuilder();
        for (int i = from; i < from + CHUNK; i++) {
            String level = i < HIGH ? "High" : i % 3 == 0 ? "Medium" : "Low";
            events.append("{\"event\":\"alert\",\"alert_type\":\"llm_exceptions\",\"level\":\"")
                    .append(level)
                    .append("\",\"message\":\"service ")
                    .append(i)
                    .append(" fails\"}\n");
        }
        return events.toString();
    }

    private static String heading(Received message) {
        return new JsonObject(message.body())
                .getJsonArray("blocks")
                .getJsonObject(0)
                .getJsonObject("text")
                .getString("text");
    }

    private static int alertsIn(Received message) {
        Matcher count = COUNT.matcher(heading(message));
        return count.find() ? Integer.parseInt(count.group(1).replace(",", "")) : 1;
    }

    /** The numbers of the alerts that a message names, in its order, as its text has them. */
    private static List<Integer> named(Received message) {
        return NAMED.matcher(new JsonObject(message.body()).getString("text"))
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }

    private static int rank(Received message) {
        return LEVELS.indexOf(heading(message).substring(0, 2));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
