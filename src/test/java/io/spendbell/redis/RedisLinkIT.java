package io.spendbell.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.ClosedPort;
import io.spendbell.config.RedisConfig;
import io.spendbell.config.RedisConfig.Mode;
import io.spendbell.config.Secret;
import io.spendbell.store.redis.DocumentedRights;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RedisLinkIT {
    private static final RedisLinkOptions QUICK = new RedisLinkOptions(
            Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofMillis(20), Duration.ofMillis(100));
    private static final RedisLinkOptions IMPATIENT = new RedisLinkOptions(
            Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofMillis(20), Duration.ofMillis(100));

    private static TestRedis redis;

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        redis = TestRedis.start(
                "dir " + folder, "requirepass s3cret", "user bell on >s3c+re%t/@: ~* &* +@all", "databases 4");
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void comes_back_by_itself_after_the_server_was_killed() throws Exception {
        try (TestRedis mortal = TestRedis.start()) {
            RedisLink link = opened(RedisConfig.standalone(mortal.uri()));
            mortal.kill();
            untilAnswered(link, false);

            assertThatThrownBy(() -> await(link.send(ping())))
                    .cause()
                    .isInstanceOf(RedisAwayException.class)
                    .hasMessageStartingWith("redis at 127.0.0.1:" + mortal.port() + ": ")
                    .hasMessageEndingWith(" (expected: a Redis that answers)");

            mortal.startAgain();
            untilAnswered(link, true);
        }
    }

    @Test
    void does_not_come_back_when_it_was_closed_while_away() throws Exception {
        try (TestRedis mortal = TestRedis.start()) {
            RedisLink link = opened(RedisConfig.standalone(mortal.uri()));
            RedisLink other = opened(RedisConfig.standalone(mortal.uri()));
            mortal.kill();
            untilAnswered(link, false);
            await(link.close());
            mortal.startAgain();
            untilAnswered(other, true);

            assertThat(await(other.send(Request.cmd(Command.CLIENT).arg("LIST")))
                            .toString())
                    .hasLineCount(1);
        }
    }

    @Test
    void a_server_that_accepts_and_never_answers_is_not_waited_for() throws Exception {
        try (ServerSocket hanging = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            RedisLink link = link(RedisConfig.standalone("redis://127.0.0.1:" + hanging.getLocalPort()), IMPATIENT);

            assertThatThrownBy(() -> await(link.open()))
                    .cause()
                    .isInstanceOf(RedisAwayException.class)
                    .hasMessageContaining("no answer within 200 ms");
        }
    }

    @Test
    void a_link_that_found_no_server_may_be_opened_again_when_there_is_one() throws Exception {
        try (TestRedis late = TestRedis.start()) {
            late.kill();
            RedisLink link = link(RedisConfig.standalone(late.uri()), QUICK);
            assertThatThrownBy(() -> await(link.open())).cause().isInstanceOf(RedisAwayException.class);
            assertThat(link.fault()).contains("redis at 127.0.0.1:" + late.port());

            late.startAgain();
            await(link.open());
            assertThat(link.fault()).isNull();
            assertThat(await(link.send(ping())).toString()).isEqualTo("PONG");
        }
    }

    @Test
    void a_command_that_is_not_answered_costs_the_connection_and_another_one_is_made() throws Exception {
        RedisLink link = opened(RedisConfig.standalone(uri("")));
        String before = await(link.send(Request.cmd(Command.CLIENT).arg("ID"))).toString();

        assertThatThrownBy(() ->
                        await(link.send(Request.cmd(Command.DEBUG).arg("SLEEP").arg("0.6"))))
                .hasCauseInstanceOf(TimeoutException.class);
        untilAnswered(link, true);

        assertThat(await(link.send(Request.cmd(Command.CLIENT).arg("ID"))).toString())
                .isNotEqualTo(before);
    }

    @Test
    void a_master_that_has_become_a_replica_is_left_until_it_is_one_again() throws Exception {
        try (TestRedis master = TestRedis.start()) {
            RedisLink link = opened(RedisConfig.standalone(master.uri()));
            RedisLink other = opened(RedisConfig.standalone(master.uri()));
            Request write = Request.cmd(Command.EVAL)
                    .arg("return redis.call('SET', KEYS[1], 'b')")
                    .arg(1)
                    .arg("a");
            await(other.send(Request.cmd(Command.REPLICAOF).arg("127.0.0.1").arg(1)));

            assertThatThrownBy(() -> await(link.send(write))).cause().hasMessageContaining("READONLY");
            untilAnswered(link, false);
            assertThat(link.fault()).contains("it is a replica");
            assertThat(await(other.send(ping())).toString()).isEqualTo("PONG");

            await(other.send(Request.cmd(Command.REPLICAOF).arg("NO").arg("ONE")));
            untilAnswered(link, true);
            assertThat(await(link.send(write)).toString()).isEqualTo("OK");
        }
    }

    @Test
    void a_wrong_password_is_said_without_the_password() {
        RedisLink link = link(RedisConfig.standalone("redis://:wr0ng@127.0.0.1:" + redis.port()), QUICK);

        assertThatThrownBy(() -> await(link.open()))
                .cause()
                .isInstanceOf(RedisUnusableException.class)
                .hasMessageContaining("WRONGPASS")
                .hasMessageNotContaining("wr0ng");
    }

    @Test
    void a_missing_password_is_said_at_once() {
        RedisLink link = link(RedisConfig.standalone(redis.uri()), QUICK);

        assertThatThrownBy(() -> await(link.open()))
                .cause()
                .isInstanceOf(RedisUnusableException.class)
                .hasMessageContaining("NOAUTH");
    }

    @Test
    void a_user_logs_in_with_whatever_signs_are_in_the_password_and_gets_the_database() throws Exception {
        RedisLink link =
                opened(RedisConfig.standalone("redis://bell:s3c+re%25t%2F%40%3A@127.0.0.1:" + redis.port() + "/3"));

        assertThat(await(link.send(Request.cmd(Command.ACL).arg("WHOAMI"))).toString())
                .isEqualTo("bell");
        assertThat(await(link.send(Request.cmd(Command.CLIENT).arg("LIST"))).toString())
                .contains("db=3");
    }

    @Test
    void answers_come_on_the_context_of_who_asked() throws Exception {
        RedisLink link = opened(RedisConfig.standalone(uri("")));
        Context context = vertx.getOrCreateContext();
        Promise<Boolean> same = Promise.promise();

        context.runOnContext(
                ignored -> link.send(ping()).onComplete(answer -> same.complete(Vertx.currentContext() == context)));

        assertThat(await(same.future())).isTrue();
    }

    @Test
    void speaks_tls_with_those_whose_certificate_is_trusted_and_names_the_host() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
        int port = tlsProxy(certificate);
        Path ca = Path.of(certificate.certificatePath());

        assertThat(await(opened(tls("rediss://:s3cret@localhost:" + port, ca)).send(ping()))
                        .toString())
                .isEqualTo("PONG");
        assertThatThrownBy(() -> await(link(tls("rediss://:s3cret@127.0.0.1:" + port, ca), QUICK)
                        .open()))
                .cause()
                .isInstanceOf(RedisUnusableException.class)
                .hasMessageContaining("127.0.0.1");
        assertThatThrownBy(() -> await(link(RedisConfig.standalone("rediss://:s3cret@localhost:" + port), QUICK)
                        .open()))
                .cause()
                .isInstanceOf(RedisUnusableException.class)
                .hasMessageContaining("certification path")
                .hasMessageNotContaining("s3cret");
        certificate.delete();
    }

    @Test
    void finds_the_master_through_a_sentinel() throws Exception {
        try (TestRedis master = TestRedis.start();
                TestSentinel sentinel = TestSentinel.watching(master, "main")) {
            RedisConfig config = new RedisConfig(
                    Secret.of("redis://127.0.0.1:1/2"),
                    Mode.SENTINEL,
                    "main",
                    List.of(Secret.of("redis://127.0.0.1:" + sentinel.port())),
                    null);

            RedisLink link = opened(config);

            assertThat(await(link.send(Request.cmd(Command.ROLE))).get(0).toString())
                    .isEqualTo("master");
            assertThat(await(link.send(Request.cmd(Command.CLIENT).arg("LIST"))).toString())
                    .contains("db=2");
        }
    }

    @Test
    void needs_no_more_rights_at_a_sentinel_than_the_documentation_says() throws Exception {
        String rights = DocumentedRights.ofSentinel().replace("PASSWORD", "s3cret");
        try (TestRedis master = TestRedis.start("user spendbell on >s3cret ~* &* +@all");
                TestSentinel sentinel = TestSentinel.watching(master, "main", rights, "user default off")) {
            RedisConfig config = new RedisConfig(
                    Secret.of("redis://spendbell:s3cret@127.0.0.1:" + sentinel.port()),
                    Mode.SENTINEL,
                    "main",
                    List.of(),
                    null);

            RedisLink link = opened(config);

            assertThat(await(link.send(Request.cmd(Command.ROLE))).get(0).toString())
                    .isEqualTo("master");
        }
    }

    @Test
    void finds_its_way_in_a_cluster() throws Exception {
        try (TestRedis node = TestRedis.start("dir " + folder, "cluster-enabled yes")) {
            Request slots = Request.cmd(Command.CLUSTER).arg("ADDSLOTS");
            IntStream.range(0, 16_384).forEach(slots::arg);
            RedisLink alone = opened(RedisConfig.standalone(node.uri()));
            await(alone.send(slots));
            String state = "";
            while (!state.contains("cluster_state:ok")) {
                state = await(alone.send(Request.cmd(Command.CLUSTER).arg("INFO")))
                        .toString();
            }

            RedisLink link = opened(new RedisConfig(Secret.of(node.uri()), Mode.CLUSTER, null, List.of(), null));

            await(link.send(Request.cmd(Command.SET).arg("{a}:b").arg("c")));
            assertThat(await(link.send(Request.cmd(Command.GET).arg("{a}:b"))).toString())
                    .isEqualTo("c");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STANDALONE")
    void says_in_one_line_that_no_node_can_be_reached_and_that_the_one_named_is_not_the_only_one(Mode mode)
            throws Exception {
        try (ClosedPort first = ClosedPort.open();
                ClosedPort second = ClosedPort.open()) {
            RedisLink link = link(
                    new RedisConfig(
                            Secret.of("redis://127.0.0.1:" + first.number()),
                            mode,
                            mode == Mode.SENTINEL ? "main" : null,
                            List.of(Secret.of("redis://127.0.0.1:" + second.number())),
                            null),
                    QUICK);

            assertThatThrownBy(() -> await(link.open()))
                    .cause()
                    .isInstanceOf(RedisAwayException.class)
                    .hasMessageStartingWith("redis at 127.0.0.1:" + first.number() + " (first of 2): ")
                    .hasMessageContaining("127.0.0.1:" + second.number())
                    .hasMessageNotContainingAny("\n", "io.netty", "null");
        }
    }

    private int tlsProxy(SelfSignedCertificate certificate) throws Exception {
        NetServer server = vertx.createNetServer(
                new NetServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()));
        server.connectHandler(outside -> {
            outside.pause();
            vertx.createNetClient().connect(redis.port(), "127.0.0.1").onSuccess(inside -> {
                outside.pipeTo(inside);
                inside.pipeTo(outside);
                outside.resume();
            });
        });
        return await(server.listen(0, "localhost")).actualPort();
    }

    private static RedisConfig tls(String uri, Path ca) {
        return new RedisConfig(Secret.of(uri), Mode.STANDALONE, null, List.of(), ca);
    }

    private static String uri(String database) {
        return "redis://:s3cret@127.0.0.1:" + redis.port() + database;
    }

    private RedisLink link(RedisConfig config, RedisLinkOptions options) {
        return new RedisLink(vertx, config, "a test", options);
    }

    private RedisLink opened(RedisConfig config) throws Exception {
        RedisLink link = link(config, QUICK);
        await(link.open());
        return link;
    }

    private static Request ping() {
        return Request.cmd(Command.PING);
    }

    private void untilAnswered(RedisLink link, boolean answered) throws Exception {
        Promise<Void> promise = Promise.promise();
        vertx.setPeriodic(5, timer -> {
            Future<Response> answer = link.send(ping());
            answer.onComplete(result -> {
                if (result.succeeded() == answered && vertx.cancelTimer(timer)) {
                    promise.tryComplete();
                }
            });
        });
        await(promise.future());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
