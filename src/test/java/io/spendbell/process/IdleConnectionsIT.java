package io.spendbell.process;

import static io.spendbell.process.DaemonHttp.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.spendbell.ingest.TcpClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand connections that say nothing, to a process with the launcher's flags. */
class IdleConnectionsIT {
    private static final int IDLE = 10_000;
    /** What either process has open besides, at most. */
    private static final int FILES_BESIDES = 200;

    private static final String CONNECTIONS = "spendbell_connections{way=\"tcp\"}";
    private static final String SPEND = "{\"event\":\"spend\",\"team_id\":\"pay\",\"cost\":1}";

    @TempDir
    Path folder;

    /** Java takes what the system allows at most (the hard limit). */
    private static void checkOpenFiles() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            long files = unix.getMaxFileDescriptorCount();
            assertThat(files)
                    .as(
                            "open files of a process: %d (expected: %d or more; see ulimit -Hn)",
                            files, IDLE + FILES_BESIDES)
                    .isGreaterThanOrEqualTo(IDLE + FILES_BESIDES);
        }
    }

    @Test
    @Timeout(120)
    void are_held_and_keep_nobody_from_being_served_and_take_little_memory() throws Exception {
        checkOpenFiles();
        Path config = Files.writeString(folder.resolve("spendbell.yaml"), """
                spendbell:
                  store: memory
                  ingest: { tcp: { port: 0, max_connections: %d }, http: { port: 0 } }
                  budgets: [{ name: teams, entity: team, id: "*", max_budget: 1000 }]
                """.formatted(IDLE + 1));
        try (SpendbellProcess daemon =
                new SpendbellProcess(Map.of(), "run", "--config", config.toString()).awaitReady()) {
            DaemonHttp http = new DaemonHttp(daemon.httpPort());
            List<SocketChannel> held = new ArrayList<>();
            try {
                for (int i = 0; i < IDLE; i++) {
                    held.add(connected(daemon.tcpPort()));
                }
                eventually("all are taken", () -> http.metric(CONNECTIONS) == IDLE);
                try (TcpClient client = new TcpClient(daemon.tcpPort())) {
                    assertThat(client.lines(SPEND).sync("a").getInteger("accepted"))
                            .isEqualTo(1);
                    try (TcpClient tooMany = new TcpClient(daemon.tcpPort())) {
                        assertThat(tooMany.reply().getString("error")).contains("at most " + (IDLE + 1));
                    }
                }
                System.out.printf("%d idle connections: at most %d MB resident%n", IDLE, daemon.peakMegabytes());
                assertThat(daemon.peakMegabytes()).isLessThan(400);
            } finally {
                for (SocketChannel each : held) {
                    each.close();
                }
            }
            eventually("all are gone", () -> http.metric(CONNECTIONS) == 0);
            daemon.terminate();
            assertThat(daemon.exitCode()).isZero();
        }
    }

    /** Ends by a reset, so that its port is free at once. */
    private static SocketChannel connected(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        return channel;
    }
}
