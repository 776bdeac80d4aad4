package io.spendbell.process;

import static io.spendbell.process.DaemonHttp.eventually;
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
import io.vertx.redis.client.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two deployments, each a process, on one Redis. */
@Timeout(120)
class NamespacesIT {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private TestRedis redis;
    private SpendbellProcess wiped;
    private SpendbellProcess neighbour;

    @BeforeEach
    void start() throws Exception {
        await(receiver.start());
        redis = TestRedis.start();
        wiped = daemon("wiped");
        neighbour = daemon("neighbour");
        wiped.awaitReady();
        neighbour.awaitReady();
    }

    @AfterEach
    void close() throws Exception {
        wiped.close();
        neighbour.close();
        redis.close();
        await(vertx.close());
    }

    private SpendbellProcess daemon(String namespace) throws Exception {
        Path config = HookConfig.write(
                Files.createDirectory(folder.resolve(namespace)),
                "{ uri: \"" + redis.uri() + "\", namespace: " + namespace + " }",
                "webhook",
                receiver.url("/hooks/" + namespace),
                HookConfig.NEVER_REACHED,
                "");
        return new SpendbellProcess(Map.of(), "run", "--config", config.toString());
    }

    private static void tell(SpendbellProcess daemon, String... lines) throws Exception {
        try (TcpClient client = new TcpClient(daemon.tcpPort())) {
            client.lines(lines);
            assertThat(client.sync("told").getInteger("accepted")).isEqualTo(lines.length);
        }
    }

    /** What one of them told of: keys, or the types of other alerts. */
    private List<String> told(String namespace) {
        return receiver.messages().stream()
                .filter(message -> message.path().equals("/hooks/" + namespace))
                .map(Received::body)
                .map(JsonObject::new)
                .map(alert ->
                        alert.getString("token") == null ? alert.getString("alert_type") : alert.getString("token"))
                .toList();
    }

    private static String spend(int cost) {
        return "{\"event\":\"spend\",\"team_id\":\"pay\",\"cost\":" + cost + "}";
    }

    @Test
    void of_one_that_is_emptied_the_other_notices_nothing() throws Exception {
        // Given
        tell(wiped, spend(5), event("k"));
        tell(neighbour, spend(7), event("k"));
        eventually(
                "both ring, each for itself",
                () -> told("wiped").equals(List.of("k")) && told("neighbour").equals(List.of("k")));

        // When
        assertThat(emptied("{wiped}")).isPositive();
        DaemonHttp http = new DaemonHttp(wiped.httpPort());
        eventually("it notices", () -> http.metric("spendbell_store_wiped_total") == 1);
        eventually("it tells", () -> told("wiped").contains("spendbell_notice"));
        tell(wiped, spend(1), event("k"), event("last"));
        tell(neighbour, spend(1), event("k"), event("last"));
        eventually(
                "what is said last",
                () -> told("wiped").contains("last") && told("neighbour").contains("last"));

        // Then
        assertThat(told("wiped")).containsExactlyInAnyOrder("k", "spendbell_notice", "last");
        assertThat(http.ledger()).isEqualTo(Map.of("pay", 6_000L));
        DaemonHttp other = new DaemonHttp(neighbour.httpPort());
        assertThat(told("neighbour")).containsExactly("k", "last");
        assertThat(other.ledger()).isEqualTo(Map.of("pay", 8_000L));
        assertThat(other.metric("spendbell_store_wiped_total")).isZero();
        assertThat(other.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(neighbour.errors().lines().filter(line -> line.contains(" WARN ") || line.contains(" ERROR ")))
                .as("but for what each says at its start of this Redis, and of the folder that both would spool in")
                .allMatch(line -> line.contains("loses all that it holds") || line.contains("There is no spool"));
    }

    /** Removes all keys that begin so; tells how many. */
    private long emptied(String prefix) throws Exception {
        Redis admin = Redis.createClient(vertx, redis.uri());
        Request delete = Request.cmd(Command.DEL);
        for (Response key : await(admin.send(Request.cmd(Command.KEYS).arg(prefix + "*")))) {
            delete.arg(key.toString());
        }
        long removed = await(admin.send(delete)).toLong();
        await(admin.close());
        return removed;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
