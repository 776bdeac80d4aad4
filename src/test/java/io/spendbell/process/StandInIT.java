package io.spendbell.process;

import static io.spendbell.process.KeysOverTheirLimit.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestRedis;
import io.spendbell.simulator.Received;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose Redis is away goes on deciding and delivering, and does neither again when Redis is back. */
class StandInIT {
    private static final String NOTICE =
            "{\"event\":\"alert\",\"alert_type\":\"llm_exceptions\",\"level\":\"High\",\"message\":\"boom\"}";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private TestRedis redis;
    private SpendbellProcess daemon;
    private TcpClient client;

    @BeforeEach
    void start() throws Exception {
        await(receiver.start());
        redis = TestRedis.start("appendonly yes", "appendfsync always", "dir " + folder);
        Path config = HookConfig.write(folder, redis.uri(), receiver, 10, "");
        daemon = new SpendbellProcess(Map.of(), "run", "--config", config.toString()).awaitReady();
        client = new TcpClient(daemon.tcpPort());
        client.lines(spend(5));
        assertThat(client.sync("before").getInteger("accepted")).isEqualTo(1);
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        daemon.close();
        redis.close();
        await(vertx.close());
    }

    private static String spend(int cost) {
        return "{\"event\":\"spend\",\"cost\":" + cost + ",\"team_id\":\"pay\"}";
    }

    @Test
    @Timeout(120)
    void what_rings_while_redis_is_gone_is_delivered_at_once_and_not_again() throws Exception {
        redis.kill();
        awaitReadiness(503);

        client.lines(spend(6), event("k1"), NOTICE);
        assertThat(texts(await(receiver.awaitMessages(3)))).containsExactlyInAnyOrder("pay", "k1", "boom");

        redis.startAgain();
        rangOnceThoughToldAgain();
        assertThat(get("/v1/budgets").body()).contains("\"spent\":11");
    }

    @Test
    @Timeout(120)
    void a_redis_that_hangs_holds_up_no_alert() throws Exception {
        redis.hang();
        client.lines(spend(6), event("k1"), NOTICE);
        assertThat(texts(await(receiver.awaitMessages(3)))).containsExactlyInAnyOrder("pay", "k1", "boom");
        awaitReadiness(503);

        redis.goOn();
        rangOnceThoughToldAgain();
        assertThat(get("/v1/budgets").body()).contains("\"spent\":11");
    }

    @Test
    @Timeout(120)
    void a_redis_that_takes_no_writes_holds_up_no_alert_and_readiness_says_why() throws Exception {
        limitMemory(1);
        awaitReadiness(503);
        assertThat(get("/health/ready").body()).contains("OOM, it is full");

        client.lines(spend(6), event("k1"), NOTICE);
        assertThat(texts(await(receiver.awaitMessages(3)))).containsExactlyInAnyOrder("pay", "k1", "boom");
        assertThat(get("/v1/budgets").body()).as("nothing is written").contains("\"spent\":5");

        limitMemory(0);
        rangOnceThoughToldAgain();
        assertThat(get("/v1/budgets").body()).contains("\"spent\":11");
    }

    private void limitMemory(int bytes) throws Exception {
        Redis admin = Redis.createClient(vertx, redis.uri());
        await(admin.send(Request.cmd(Command.CONFIG).arg("SET").arg("maxmemory").arg(bytes)));
        await(admin.close());
    }

    @Test
    @Timeout(120)
    void what_could_not_be_delivered_meanwhile_is_delivered_once_from_redis() throws Exception {
        redis.kill();
        awaitReadiness(503);
        await(receiver.refuse());
        client.lines(spend(6), event("k1"), NOTICE);
        daemon.awaitError("Destination hook");

        redis.startAgain();
        assertThat(client.sync("during").getInteger("accepted")).isEqualTo(3);
        await(receiver.comeBack());

        assertThat(texts(await(receiver.awaitMessages(3)))).containsExactlyInAnyOrder("pay", "k1", "boom");
        rangOnceThoughToldAgain();
    }

    /** Says it all again, and waits for two alerts one after the other: the second is posted after all that was due with the first. */
    private void rangOnceThoughToldAgain() throws Exception {
        client.lines(event("k1"), event("k2"));
        assertThat(client.sync("after")).isNotNull();
        awaitReadiness(200);
        awaitAlert("k2");
        client.lines(event("k3"));
        awaitAlert("k3");
        assertThat(texts(receiver.messages())).containsExactlyInAnyOrder("pay", "k1", "boom", "k2", "k3");
        JsonObject alerts = new JsonObject(get("/v1/alerts").body());
        assertThat(alerts.getJsonArray("alerts")).as("all are kept").hasSize(5);
    }

    private void awaitAlert(String text) throws Exception {
        List<Received> messages = receiver.messages();
        while (!texts(messages).contains(text)) {
            messages = await(receiver.awaitMessages(messages.size() + 1));
        }
    }

    private static List<String> texts(List<Received> messages) {
        return messages.stream()
                .map(message -> new JsonObject(message.body()))
                .map(alert -> Stream.of("token", "team_id", "event_message")
                        .map(alert::getString)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse("nothing"))
                .toList();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return new DaemonHttp(daemon.httpPort()).get(path);
    }

    private void awaitReadiness(int status) throws Exception {
        new DaemonHttp(daemon.httpPort()).awaitReadiness(status);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
