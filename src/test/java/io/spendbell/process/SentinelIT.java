package io.spendbell.process;

import static io.spendbell.process.DaemonHttp.eventually;
import static io.spendbell.process.KeysOverTheirLimit.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestRedis;
import io.spendbell.redis.TestSentinel;
import io.spendbell.simulator.Received;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A daemon whose Redis has a replica, and a sentinel that puts it in the master's place. */
@Timeout(120)
class SentinelIT {
    private static final String USER = "user spendbell on >s3cret ~* &* +@all";
    /** Without it a master that was exchanged goes on taking writes until the sentinel sees it, some ten seconds later. */
    private static final String ONLY_WITH_A_REPLICA = "min-replicas-to-write 1";

    private static final int LINES_TO_A_SYNC = 20;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator receiver = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile boolean enough;
    private TestRedis master;
    private TestRedis replica;
    private TestSentinel sentinel;

    @BeforeEach
    void start() throws Exception {
        await(receiver.start());
        master = TestRedis.start(USER, ONLY_WITH_A_REPLICA);
        replica = TestRedis.start(USER, "replicaof 127.0.0.1 " + master.port());
        eventually(
                "a replica",
                () -> ask(master.uri(), Command.INFO, "replication").contains("state=online"));
        sentinel = TestSentinel.watching(master, "main");
    }

    @AfterEach
    void close() throws Exception {
        sentinel.close();
        replica.close();
        master.close();
        await(vertx.close());
    }

    private String ask(String uri, Command command, String... arguments) throws Exception {
        Redis admin = Redis.createClient(vertx, uri);
        Request request = Request.cmd(command);
        for (String argument : arguments) {
            request.arg(argument);
        }
        String answer = String.valueOf(await(admin.send(request)));
        await(admin.close());
        return answer;
    }

    /** A server that changes its role cuts its connections. */
    private boolean isNow(TestRedis server, String role) {
        try {
            return ask(server.uri(), Command.INFO, "replication").contains(role);
        } catch (Exception e) {
            return false;
        }
    }

    /** The line of docs/redis.md that gives a sentinel the user. */
    private static String[] documentedUser() throws IOException {
        Matcher line = Pattern.compile("(?m)^user (spendbell on >PASSWORD [^\n]*[+]sentinel[^\n]+)$")
                .matcher(Files.readString(Path.of("docs", "redis.md")));
        assertThat(line.find()).isTrue();
        return ("SETUSER " + line.group(1).replace("PASSWORD", "s3cret")).split(" ");
    }

    private String sentinelUri() {
        return "redis://127.0.0.1:" + sentinel.port();
    }

    private SpendbellProcess run(String login) throws Exception {
        String store =
                "{ uri: \"redis://" + login + "127.0.0.1:" + sentinel.port() + "\", mode: sentinel, master: main }";
        Path config = HookConfig.write(folder, store, "webhook", receiver.plainUrl(), HookConfig.NEVER_REACHED, "");
        return new SpendbellProcess(Map.of(), "run", "--config", config.toString());
    }

    private static String spend(String team) {
        return "{\"event\":\"spend\",\"team_id\":\"" + team + "\",\"cost\":1}";
    }

    /** Spend of one team, as fast as it is acknowledged. */
    private void load(SpendbellProcess daemon) {
        List<String> lines = Collections.nCopies(LINES_TO_A_SYNC, spend("during"));
        try (TcpClient client = new TcpClient(daemon.tcpPort())) {
            for (int round = 0; !enough; round++) {
                client.lines(lines.toArray(String[]::new));
                assertThat(client.sync("s" + round).getInteger("accepted")).isEqualTo(LINES_TO_A_SYNC);
                acknowledged.addAndGet(LINES_TO_A_SYNC);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Has one key ring, and begins with the load. */
    private CompletableFuture<Void> underLoad(SpendbellProcess daemon, TcpClient client) throws Exception {
        client.lines(spend("before"), event("before"));
        assertThat(client.sync("a").getInteger("accepted")).isEqualTo(2);
        eventually("before", () -> keys().contains("before"));
        CompletableFuture<Void> loading = CompletableFuture.runAsync(() -> load(daemon));
        eventually("load", () -> acknowledged.get() > 200);
        return loading;
    }

    private void assertThatWhatRangRingsNoMoreAndOthersDo(TcpClient client) throws Exception {
        client.lines(spend("before"), spend("after"), event("before"), event("after"));
        assertThat(client.sync("b").getInteger("accepted")).isEqualTo(4);
        eventually("after", () -> keys().contains("after"));
        assertThat(keys()).containsExactly("before", "after");
    }

    private List<String> keys() {
        return receiver.messages().stream()
                .map(Received::body)
                .map(JsonObject::new)
                .map(alert -> alert.getString("token"))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Lets the sentinel notice soon that the master is gone, and a master take writes though it has no replica. */
    private void exchangeSoon() throws Exception {
        ask(sentinelUri(), Command.SENTINEL, "SET", "main", "down-after-milliseconds", "1000");
        for (TestRedis each : List.of(master, replica)) {
            ask(each.uri(), Command.CONFIG, "SET", "min-replicas-to-write", "0");
        }
    }

    @Test
    void it_follows_a_failover_under_load_and_gives_back_what_the_replica_did_not_have_yet() throws Exception {
        // Given
        try (SpendbellProcess daemon = run("").awaitReady();
                TcpClient client = new TcpClient(daemon.tcpPort())) {
            DaemonHttp http = new DaemonHttp(daemon.httpPort());
            CompletableFuture<Void> loading = underLoad(daemon, client);

            // When
            assertThat(ask(sentinelUri(), Command.SENTINEL, "FAILOVER", "main")).isEqualTo("OK");
            eventually("a new master", () -> isNow(replica, "role:master"));
            eventually("the old one obeys", () -> isNow(master, "role:slave"));
            http.awaitReadiness(200);
            long ready = acknowledged.get();
            eventually("it goes on", () -> acknowledged.get() > ready + 200);
            enough = true;
            loading.get(30, TimeUnit.SECONDS);

            // Then
            assertThatWhatRangRingsNoMoreAndOthersDo(client);
            assertThat(http.ledger())
                    .containsEntry("before", 2_000L)
                    .containsEntry("after", 1_000L)
                    .containsEntry("during", 1_000 * acknowledged.get());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"killed", "hanging"})
    void it_follows_where_the_master_is_gone_without_ado_and_gives_back_what_the_replica_did_not_have_yet(String how)
            throws Exception {
        // Given
        exchangeSoon();
        try (SpendbellProcess daemon = run("").awaitReady();
                TcpClient client = new TcpClient(daemon.tcpPort())) {
            DaemonHttp http = new DaemonHttp(daemon.httpPort());
            CompletableFuture<Void> loading = underLoad(daemon, client);

            // When
            if (how.equals("killed")) {
                master.crash();
            } else {
                master.hang();
            }
            eventually("a new master", () -> isNow(replica, "role:master"));
            http.awaitReadiness(200);
            long ready = acknowledged.get();
            eventually("it goes on", () -> acknowledged.get() > ready + 200);
            if (how.equals("hanging")) {
                master.goOn();
                eventually("the old one obeys", () -> isNow(master, "role:slave"));
            }
            enough = true;
            loading.get(30, TimeUnit.SECONDS);

            // Then
            assertThatWhatRangRingsNoMoreAndOthersDo(client);
            assertThat(http.ledger())
                    .containsEntry("before", 2_000L)
                    .containsEntry("after", 1_000L)
                    .containsEntry("during", 1_000 * acknowledged.get());
        }
    }

    @Test
    void a_user_that_the_sentinels_do_not_know_ends_the_start_with_their_answer_and_one_they_know_does_not()
            throws Exception {
        try (SpendbellProcess daemon = run("spendbell:s3cret@")) {
            assertThat(daemon.exitCode()).isEqualTo(1);
            assertThat(daemon.errors()).contains("WRONGPASS").doesNotContain("s3cret");
        }

        ask(sentinelUri(), Command.ACL, documentedUser());
        try (SpendbellProcess daemon = run("spendbell:s3cret@").awaitReady();
                TcpClient client = new TcpClient(daemon.tcpPort())) {
            client.lines(spend("pay"));
            assertThat(client.sync("a").getInteger("accepted")).isEqualTo(1);
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
