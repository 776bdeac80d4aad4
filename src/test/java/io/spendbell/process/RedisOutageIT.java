package io.spendbell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestRedis;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose Redis is away: it says so, holds back its acknowledgements, and goes on when Redis is back. */
class RedisOutageIT {
    private static final String SPEND = "{\"event\":\"spend\",\"cost\":2,\"team_id\":\"pay\"}";

    @TempDir
    Path folder;

    private Path config(String uri) throws IOException {
        return Files.writeString(folder.resolve("spendbell.yaml"), """
                spendbell:
                  store: "%s"
                  ingest: { tcp: { port: 0 }, http: { port: 0 } }
                  budgets: [{ name: teams, entity: team, id: "*", max_budget: 1000 }]
                """.formatted(uri));
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return new DaemonHttp(port).get(path);
    }

    private static String awaitReadiness(int port, int status) throws Exception {
        return new DaemonHttp(port).awaitReadiness(status);
    }

    @Test
    @Timeout(120)
    void readiness_goes_red_acknowledgements_wait_and_all_is_counted_once_redis_is_back() throws Exception {
        try (TestRedis redis = TestRedis.start();
                SpendbellProcess daemon = new SpendbellProcess(
                                Map.of(), "run", "--config", config(redis.uri()).toString())
                        .awaitReady();
                TcpClient client = new TcpClient(daemon.tcpPort())) {
            client.lines(SPEND);
            assertThat(client.sync("before").getInteger("accepted")).isEqualTo(1);

            redis.kill();
            String why = awaitReadiness(daemon.httpPort(), 503);
            assertThat(why).contains("redis at 127.0.0.1:" + redis.port());
            client.lines(SPEND, SPEND, SPEND);
            redis.startAgain();

            assertThat(client.sync("after").getInteger("accepted")).isEqualTo(3);
            awaitReadiness(daemon.httpPort(), 200);
            assertThat(get(daemon.httpPort(), "/v1/budgets").body())
                    .as("Redis came back empty, and got back what the daemon knew")
                    .contains("\"spent\":8");
            daemon.terminate();
            assertThat(daemon.exitCode()).isZero();
        }
    }

    @Test
    @Timeout(60)
    void a_redis_that_cannot_be_reached_at_the_start_ends_the_daemon_with_a_message() throws Exception {
        String uri;
        try (TestRedis redis = TestRedis.start()) {
            uri = redis.uri();
        }
        try (SpendbellProcess daemon = new SpendbellProcess(
                Map.of(),
                "run",
                "--config",
                config(uri.replace("//", "//me:s3cret@")).toString())) {
            assertThat(daemon.exitCode()).isEqualTo(1);
            assertThat(daemon.errors()).contains("redis at 127.0.0.1").doesNotContain("s3cret");
        }
    }
}
