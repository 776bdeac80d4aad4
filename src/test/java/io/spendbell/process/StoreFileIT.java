package io.spendbell.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.ingest.TcpClient;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.embedded.EmbeddedStore;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.StringDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store's file belongs to one daemon, and no other one, and no command, changes it. */
@Timeout(120)
class StoreFileIT {
    private static final StoreOptions OPTIONS = new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000);

    @TempDir
    Path folder;

    private Path store() {
        return folder.resolve("data").resolve("store.db");
    }

    private String config(String name, String ingest, String more) throws Exception {
        return Files.writeString(folder.resolve(name), """
                spendbell:
                  store: "file:%s"
                  ingest: { %s }
                %s
                """.formatted(store(), ingest, more))
                .toString();
    }

    private String config() throws Exception {
        return config("spendbell.yaml", "tcp: { port: 0 }, http: { port: 0 }", "");
    }

    private static SpendbellProcess run(String config) throws Exception {
        return new SpendbellProcess(Map.of(), "run", "--config", config);
    }

    private static void spend(SpendbellProcess daemon) throws Exception {
        try (TcpClient client = new TcpClient(daemon.tcpPort())) {
            client.lines("{\"event\":\"spend\",\"cost\":1,\"team_id\":\"pay\"}");
            assertThat(client.sync("a").getInteger("accepted")).isEqualTo(1);
        }
    }

    private static void done(Future<?> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private byte[] fileOfADaemonThatEnded() throws Exception {
        try (SpendbellProcess daemon = run(config()).awaitReady()) {
            spend(daemon);
            daemon.terminate();
            assertThat(daemon.exitCode()).isZero();
        }
        return Files.readAllBytes(store());
    }

    @Test
    void a_second_daemon_says_so_and_ends_with_1_and_the_first_goes_on() throws Exception {
        try (SpendbellProcess first = run(config()).awaitReady();
                SpendbellProcess second = run(config())) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.errors())
                    .contains(
                            "store: " + store() + " is in use by another process (expected: one daemon for each file)")
                    .doesNotContain("Exception");

            spend(first);
            first.terminate();
            assertThat(first.exitCode()).isZero();
            assertThat(first.errors()).doesNotContain("ERROR", "WARN", "tried again");
        }
    }

    @Test
    void a_second_store_in_one_process_does_not_give_up_the_lock_of_the_first() throws Exception {
        // Given
        EmbeddedStore first = new EmbeddedStore(store(), false, OPTIONS);
        done(first.open());
        assertThatThrownBy(() -> done(new EmbeddedStore(store(), false, OPTIONS).open()))
                .hasMessageContaining("is in use in this process already");
        System.gc();

        // Then
        try (SpendbellProcess other = run(config())) {
            assertThat(other.exitCode()).isEqualTo(1);
            assertThat(other.errors()).contains("is in use by another process");
        }
        done(first.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "http"})
    void a_daemon_whose_port_is_taken_does_not_touch_the_store(String way) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String config = config(
                    "taken.yaml",
                    "tcp: { port: 0 }, http: { port: 0 }"
                            .replace(way + ": { port: 0 }", way + ": { port: " + taken.getLocalPort() + " }"),
                    "");
            try (SpendbellProcess daemon = run(config)) {
                assertThat(daemon.exitCode()).isEqualTo(1);
                assertThat(daemon.errors())
                        .contains("(expected: a free port, and an address of this machine")
                        .doesNotContain("tried again", "Client is closed");
            }
            assertThat(store().getParent()).doesNotExist();
        }
    }

    @Test
    void neither_a_broken_configuration_nor_checking_one_touches_the_store() throws Exception {
        byte[] before = fileOfADaemonThatEnded();
        String broken = config("broken.yaml", "tcp: { port: 0 }", "  budgets: [{ entity: teem }]");

        try (SpendbellProcess daemon = run(broken);
                SpendbellProcess check = new SpendbellProcess(Map.of(), "check-config", "--config", config())) {
            assertThat(daemon.exitCode()).isEqualTo(2);
            assertThat(check.exitCode()).isZero();
        }
        assertThat(Files.readAllBytes(store())).isEqualTo(before);

        Files.delete(store());
        try (SpendbellProcess check = new SpendbellProcess(Map.of(), "check-config", "--config", config())) {
            assertThat(check.exitCode()).isZero();
        }
        assertThat(store()).doesNotExist();
    }

    @Test
    void a_file_of_a_newer_version_is_refused_by_name_and_left_as_it_is() throws Exception {
        fileOfADaemonThatEnded();
        try (MVStore file = MVStore.open(store().toString())) {
            file.openMap(
                            "spendbell",
                            new MVMap.Builder<String, String>()
                                    .keyType(StringDataType.INSTANCE)
                                    .valueType(StringDataType.INSTANCE))
                    .put("format", "99");
        }
        byte[] newer = Files.readAllBytes(store());

        try (SpendbellProcess daemon = run(config())) {
            assertThat(daemon.exitCode()).isEqualTo(1);
            assertThat(daemon.errors())
                    .contains("store: " + store() + " was written by a newer Spendbell (expected: format 1 or older)")
                    .doesNotContain("Exception");
        }
        assertThat(Files.readAllBytes(store())).isEqualTo(newer);
    }
}
