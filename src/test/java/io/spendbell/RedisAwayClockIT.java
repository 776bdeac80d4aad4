package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.redis.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A budget's window that ends while Redis is away. */
@Timeout(90)
class RedisAwayClockIT {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final ConsoleLines console = new ConsoleLines();
    private final MutableClock clock = new MutableClock(Instant.now());
    private TestRedis redis;
    private String deployment = "";

    @BeforeEach
    void start() throws Exception {
        redis = TestRedis.start("appendonly yes", "appendfsync always", "dir " + folder);
        var config = ConfigLoader.parse("test", """
                spendbell:
                  store: "%s"
                  delivery: { flush_interval: 0.1 }
                  ingest: { tcp: { port: 0 }, http: { port: 0 } }
                  budgets: [{ name: b, entity: team, id: "*", max_budget: 10, duration: 1d, thresholds: [1.0] }]
                """.formatted(redis.uri()), Map.of(), Deployment.DAEMON);
        deployment = get(vertx.deployVerticle(new SpendbellVerticle(
                config.orThrow(), clock, new PrintStream(console, true, StandardCharsets.UTF_8))));
    }

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
        redis.close();
    }

    private Future<Integer> spend(String team, double cost) {
        JsonObject event =
                new JsonObject().put("event", "spend").put("cost", cost).put("team_id", team);
        return vertx.eventBus()
                .<JsonObject>request("spendbell.events", event)
                .map(answer -> answer.body().getInteger("accepted"));
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void lets_each_rule_ring_once_more_then_and_not_again_when_redis_is_back() throws Exception {
        // Given one that rang in the window that ends, and one that is near its limit there
        assertThat(get(spend("rang", 11))).isEqualTo(1);
        assertThat(get(spend("near", 9))).isEqualTo(1);
        console.await("Team rang");

        // When
        redis.kill();
        Future<Integer> inTheOld = spend("rang", 1);
        clock.advance(Duration.ofDays(1));
        Future<Integer> inTheNew = spend("rang", 11);
        Future<Integer> below = spend("near", 9);
        Future<Integer> late = spend("late", 11);

        // Then
        console.await("Team late");
        assertThat(console.count("Team rang")).isEqualTo(2);
        redis.startAgain();
        for (Future<Integer> each : List.of(inTheOld, inTheNew, below, late)) {
            assertThat(get(each)).isEqualTo(1);
        }
        assertThat(get(spend("rang", 1))).isEqualTo(1);
        assertThat(get(spend("late", 1))).isEqualTo(1);
        assertThat(get(spend("near", 2))).isEqualTo(1);
        console.await("Team near");
        get(vertx.undeploy(deployment));
        assertThat(console.count("Team rang")).isEqualTo(2);
        assertThat(console.count("Team late")).isEqualTo(1);
        assertThat(console.count("Team near")).as("11 in the new window").isEqualTo(1);
    }
}
