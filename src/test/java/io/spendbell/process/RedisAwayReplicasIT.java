package io.spendbell.process;

import static io.spendbell.process.DaemonHttp.eventually;
import static io.spendbell.process.KeysOverTheirLimit.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestRedis;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
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

/** Two daemons whose Redis goes away: each decides alone by what it knows, and when it is back they are one again. */
@Timeout(150)
class RedisAwayReplicasIT {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private TestRedis redis;
    private SpendbellProcess one;
    private SpendbellProcess other;
    private TcpClient toOne;
    private TcpClient toOther;

    @BeforeEach
    void start() throws Exception {
        await(receiver.start());
        redis = TestRedis.start("appendonly yes", "appendfsync always", "dir " + folder);
        Path config = HookConfig.write(folder, redis.uri(), receiver, 10, "");
        one = new SpendbellProcess(Map.of(), "run", "--config", config.toString());
        other = new SpendbellProcess(Map.of(), "run", "--config", config.toString());
        toOne = new TcpClient(one.awaitReady().tcpPort());
        toOther = new TcpClient(other.awaitReady().tcpPort());
    }

    @AfterEach
    void close() throws Exception {
        toOne.close();
        toOther.close();
        one.close();
        other.close();
        redis.close();
        await(vertx.close());
    }

    private static String spend(int cost) {
        return "{\"event\":\"spend\",\"team_id\":\"pay\",\"cost\":" + cost + "}";
    }

    /** What the alerts that came are about. */
    private List<String> received() {
        return receiver.messages().stream()
                .map(message -> new JsonObject(message.body()))
                .map(alert -> Stream.of("token", "team_id")
                        .map(alert::getString)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse("nothing"))
                .toList();
    }

    private static void ready(SpendbellProcess daemon, int status) throws Exception {
        new DaemonHttp(daemon.httpPort()).awaitReadiness(status);
    }

    @Test
    void each_tells_of_a_crossing_once_at_most_and_afterwards_neither_again_and_totals_are_exact() throws Exception {
        // Given
        toOther.lines(spend(4), event("before"));
        assertThat(toOther.sync("a")).isNotNull();
        toOne.lines(spend(3), event("before"));
        assertThat(toOne.sync("a")).isNotNull();
        eventually("one alert", () -> !received().isEmpty());

        // When
        redis.kill();
        ready(one, 503);
        ready(other, 503);
        toOne.lines(event("before"), event("both"), event("one"), spend(5));
        toOther.lines(event("before"), event("both"), event("other"), spend(5));
        eventually("each decides alone", () -> received().size() == 6);
        assertThat(received())
                .as("4 + 3 + 5 are more than 10, and one knows it; the other knew of 4 when it was told of 5")
                .containsExactlyInAnyOrder("before", "both", "both", "one", "other", "pay");
        redis.startAgain();

        // Then
        assertThat(toOne.sync("b").getInteger("accepted")).isEqualTo(4);
        assertThat(toOther.sync("b").getInteger("accepted")).isEqualTo(4);
        ready(one, 200);
        ready(other, 200);
        String[] again = {event("before"), event("both"), event("one"), event("other"), spend(1)};
        toOne.lines(again);
        assertThat(toOne.sync("c")).isNotNull();
        toOther.lines(again);
        assertThat(toOther.sync("c")).isNotNull();
        toOther.lines(event("last"));
        eventually("what is said last", () -> received().contains("last"));
        List<String> all = new ArrayList<>(received());
        assertThat(Collections.frequency(all, "pay"))
                .as("the other one may find it when it adds to what Redis has, before the first has claimed it there")
                .isBetween(1, 2);
        all.removeIf("pay"::equals);
        assertThat(all).containsExactlyInAnyOrder("before", "both", "both", "one", "other", "last");
        for (SpendbellProcess each : List.of(one, other)) {
            assertThat(new DaemonHttp(each.httpPort()).ledger()).isEqualTo(Map.of("pay", 19_000L));
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
