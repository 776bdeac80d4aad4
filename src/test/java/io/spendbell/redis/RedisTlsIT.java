package io.spendbell.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.config.RedisConfig;
import io.spendbell.config.RedisConfig.Identity;
import io.spendbell.config.RedisConfig.Mode;
import io.spendbell.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real Redis that speaks TLS, and lets in only whoever shows a certificate that it trusts. */
class RedisTlsIT {
    @TempDir
    private static Path folder;

    private static TestCertificate ofServer;
    private static TestCertificate ofClient;
    private static TestRedis redis;
    private static int port;

    private final Vertx vertx = Vertx.vertx();

    @BeforeAll
    static void start() throws Exception {
        ofServer = TestCertificate.make(folder, "server");
        ofClient = TestCertificate.make(folder, "client");
        port = TestRedis.freePort();
        redis = TestRedis.start(
                "tls-port " + port,
                "tls-cert-file " + ofServer.cert(),
                "tls-key-file " + ofServer.key(),
                "tls-ca-cert-file " + ofClient.cert(),
                "tls-auth-clients yes");
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
    void lets_in_who_shows_a_certificate_that_it_trusts() throws Exception {
        RedisLink link = showing(new Identity(ofClient.cert(), ofClient.key()));

        await(link.open());

        assertThat(await(link.send(Request.cmd(Command.PING))).toString()).isEqualTo("PONG");
    }

    @Test
    void refuses_who_shows_none_or_another_one() {
        assertThatThrownBy(() -> await(showing(null).open())).hasMessageContaining("redis at 127.0.0.1:" + port);
        assertThatThrownBy(() -> await(
                        showing(new Identity(ofServer.cert(), ofServer.key())).open()))
                .hasMessageContaining("redis at 127.0.0.1:" + port);
    }

    @ParameterizedTest
    @EnumSource
    void says_why_a_certificate_is_not_trusted_and_does_not_wait_for_it(Mode mode) {
        RedisLink link = link(new RedisConfig(
                Secret.of("rediss://127.0.0.1:" + port),
                mode,
                mode == Mode.SENTINEL ? "main" : null,
                List.of(),
                ofClient.cert()));

        assertThatThrownBy(() -> await(link.open()))
                .cause()
                .isInstanceOf(RedisUnusableException.class)
                .hasMessageContaining("valid certification path");
    }

    @Test
    void files_that_hold_no_certificate_end_the_start() {
        assertThatThrownBy(() -> await(
                        showing(new Identity(ofClient.key(), ofClient.cert())).open()))
                .cause()
                .isInstanceOf(RedisUnusableException.class);
    }

    @Test
    void finds_the_master_through_a_sentinel() throws Exception {
        int masterPort = TestRedis.freePort();
        int sentinelPort = TestRedis.freePort();
        try (TestRedis master = TestRedis.start(tls(masterPort));
                TestSentinel sentinel = TestSentinel.watching(masterPort, "main", tls(sentinelPort))) {
            RedisLink link = link(new RedisConfig(
                    Secret.of("rediss://127.0.0.1:" + sentinelPort),
                    Mode.SENTINEL,
                    "main",
                    List.of(),
                    ofServer.cert()));

            await(link.open());

            assertThat(await(link.send(Request.cmd(Command.ROLE))).get(0).toString())
                    .isEqualTo("master");
            assertThat(List.of(master.port(), sentinel.port())).doesNotContain(masterPort, sentinelPort);
        }
    }

    private static String[] tls(int port) {
        return new String[] {
            "tls-port " + port,
            "tls-replication yes",
            "tls-cert-file " + ofServer.cert(),
            "tls-key-file " + ofServer.key(),
            "tls-ca-cert-file " + ofServer.cert(),
            "tls-auth-clients no"
        };
    }

    @Test
    void finds_its_way_in_a_cluster_whose_nodes_answer_with_addresses() throws Exception {
        int tlsPort = TestRedis.freePort();
        try (TestRedis node = TestRedis.startCluster(
                folder,
                "tls-port " + tlsPort,
                "tls-cluster yes",
                "tls-cert-file " + ofServer.cert(),
                "tls-key-file " + ofServer.key(),
                "tls-ca-cert-file " + ofServer.cert(),
                "tls-auth-clients no")) {
            Request slots = Request.cmd(Command.CLUSTER).arg("ADDSLOTS");
            IntStream.range(0, 16_384).forEach(slots::arg);
            RedisLink alone = link(RedisConfig.standalone(node.uri()));
            await(alone.open());
            await(alone.send(slots));
            String state = "";
            while (!state.contains("cluster_state:ok")) {
                state = await(alone.send(Request.cmd(Command.CLUSTER).arg("INFO")))
                        .toString();
            }

            RedisLink link = link(new RedisConfig(
                    Secret.of("rediss://localhost:" + tlsPort), Mode.CLUSTER, null, List.of(), ofServer.cert()));
            await(link.open());

            await(link.send(Request.cmd(Command.SET).arg("{a}:b").arg("c")));
            assertThat(await(link.send(Request.cmd(Command.GET).arg("{a}:b"))).toString())
                    .isEqualTo("c");
        }
    }

    private RedisLink link(RedisConfig config) {
        return new RedisLink(vertx, config, "a test", RedisLinkOptions.STANDARD);
    }

    private RedisLink showing(@Nullable Identity identity) {
        return link(new RedisConfig(
                Secret.of("rediss://127.0.0.1:" + port), Mode.STANDALONE, null, List.of(), ofServer.cert(), identity));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
