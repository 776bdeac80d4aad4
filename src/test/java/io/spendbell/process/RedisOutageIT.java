package io.spendbell.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ComposeFile;
import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose Redis is away: it says so, holds back its acknowledgements, and goes on when Redis is back. */
class RedisOutageIT {
    private static final String SPEND = "{\"event\":\"spend\",\"cost\":2,\"team_id\":\"pay\"}";

    @TempDir
    Path folder;

    private Path config(String uri) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "spendbell", ".yaml"), """
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

    private SpendbellProcess daemon(String uri) throws IOException {
        return new SpendbellProcess(Map.of(), "run", "--config", config(uri).toString());
    }

    private static TestRedis gone(String... settings) throws IOException {
        TestRedis redis = TestRedis.start(settings);
        redis.kill();
        return redis;
    }

    /** What the health check of docker-compose.yml sends, and the line that is looked at by it. */
    private static String healthCheck(int port) throws Exception {
        List<?> test = (List<?>) ComposeFile.at("services", "spendbell-1", "healthcheck", "test");
        Matcher text = Pattern.compile("printf '([^']+)'")
                .matcher(test.get(test.size() - 1).toString());
        assertThat(text.find()).isTrue();
        byte[] request = text.group(1).replace("\\r", "\r").replace("\\n", "\n").getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(request);
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    @Test
    @Timeout(60)
    void a_start_waits_for_a_redis_that_is_away_and_goes_on_when_it_is_there() throws Exception {
        try (TestRedis redis = gone("requirepass s3cret");
                SpendbellProcess daemon = daemon(redis.uri().replace("//", "//:s3cret@"))) {
            daemon.awaitError("Starting waits for the store");
            assertThat(get(daemon.httpPort(), "/health/live").statusCode()).isEqualTo(200);
            assertThat(awaitReadiness(daemon.httpPort(), 503))
                    .contains("\"store\":\"redis at 127.0.0.1:" + redis.port());
            assertThat(healthCheck(daemon.httpPort())).contains(" 503 ");
            redis.startAgain();
            daemon.awaitReady();
            awaitReadiness(daemon.httpPort(), 200);
            assertThat(healthCheck(daemon.httpPort())).contains(" 200 ");
            try (TcpClient client = new TcpClient(daemon.tcpPort())) {
                client.lines(SPEND);
                assertThat(client.sync("first").getInteger("accepted")).isEqualTo(1);
            }
            assertThat(daemon.errors()).doesNotContain("s3cret").containsOnlyOnce("Starting waits for the store");
        }
    }

    @Test
    @Timeout(60)
    void a_start_waits_for_a_redis_that_takes_no_writes() throws Exception {
        try (TestRedis redis = TestRedis.start("maxmemory 1", "maxmemory-policy noeviction");
                SpendbellProcess daemon = daemon(redis.uri())) {
            daemon.awaitError("Starting waits for the store");
            assertThat(awaitReadiness(daemon.httpPort(), 503)).contains("OOM, it is full");
            redis.command("CONFIG SET maxmemory 0");
            daemon.awaitReady();
            awaitReadiness(daemon.httpPort(), 200);
        }
    }

    @Test
    @Timeout(60)
    void a_daemon_that_waits_for_its_redis_ends_when_it_is_told_to() throws Exception {
        try (TestRedis redis = gone();
                SpendbellProcess daemon = daemon(redis.uri())) {
            daemon.awaitError("Starting waits for the store");
            daemon.signal("HUP");
            daemon.signal("TERM");
            assertThat(daemon.exitCode()).isZero();
            assertThat(daemon.errors()).contains("Told to end before everything had started");
        }
        TestRedis redis = TestRedis.start();
        redis.hang();
        try (SpendbellProcess daemon = daemon(redis.uri())) {
            daemon.awaitError("HTTP listens on");
            daemon.signal("TERM");
            assertThat(daemon.exitCode()).isZero();
        } finally {
            redis.goOn();
            redis.close();
        }
    }

    @Test
    @Timeout(60)
    void what_no_waiting_mends_ends_the_start_with_a_message() throws Exception {
        try (TestRedis redis = TestRedis.start("requirepass right");
                SpendbellProcess wrong = daemon(redis.uri().replace("//", "//:s3cret@"));
                SpendbellProcess none = daemon(redis.uri())) {
            assertThat(wrong.exitCode()).isEqualTo(1);
            assertThat(wrong.errors())
                    .contains("spendbell: redis at 127.0.0.1", "WRONGPASS")
                    .doesNotContain("s3cret");
            assertThat(none.exitCode()).isEqualTo(1);
            assertThat(none.errors()).contains("spendbell: redis at 127.0.0.1", "NOAUTH");
        }
        try (TestRedis redis = TestRedis.start("maxmemory-policy allkeys-lru");
                SpendbellProcess evicted = daemon(redis.uri())) {
            assertThat(evicted.exitCode()).isEqualTo(1);
            assertThat(evicted.errors()).contains("maxmemory-policy allkeys-lru (expected: noeviction");
        }
        try (TestRedis redis = TestRedis.start("user default on nopass ~other:* +@all");
                SpendbellProcess barred = daemon(redis.uri())) {
            assertThat(barred.exitCode()).isEqualTo(1);
            assertThat(barred.errors()).contains("NOPERM");
        }
    }
}
