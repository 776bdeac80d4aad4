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
    private static final int WANTED = 10_000;
    /** What either process may have open besides. */
    private static final int FILES_BESIDES = 1_000;

    private static final String CONNECTIONS = "spendbell_connections{way=\"tcp\"}";
    private static final String SPEND = "{\"event\":\"spend\",\"team_id\":\"pay\",\"cost\":1}";

    @TempDir
    Path folder;

    /** As many as a process may have files open, if that is less: Java takes what the system allows at most. */
    private static int most() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? (int) Math.min(WANTED, unix.getMaxFileDescriptorCount() - FILES_BESIDES)
                : WANTED;
    }

    @Test
    @Timeout(120)
    void are_held_and_keep_nobody_from_being_served_and_take_little_memory() throws Exception {
        int idle = most();
        assertThat(idle).as("connections that this system allows").isGreaterThan(FILES_BESIDES);
        Path config = Files.writeString(folder.resolve("spendbell.yaml"), """
                spendbell:
                  store: memory
                  ingest: { tcp: { port: 0, max_connections: %d }, http: { port: 0 } }
                  budgets: [{ name: teams, entity: team, id: "*", max_budget: 1000 }]
                """.formatted(idle + 1));
        try (SpendbellProcess daemon =
                new SpendbellProcess(Map.of(), "run", "--config", config.toString()).awaitReady()) {
            DaemonHttp http = new DaemonHttp(daemon.httpPort());
            List<SocketChannel> held = new ArrayList<>();
            try {
                for (int i = 0; i < idle; i++) {
                    held.add(connected(daemon.tcpPort()));
                }
                eventually("all are taken", () -> http.metric(CONNECTIONS) == idle);
                try (TcpClient client = new TcpClient(daemon.tcpPort())) {
                    assertThat(client.lines(SPEND).sync("a").getInteger("accepted"))
                            .isEqualTo(1);
                    try (TcpClient tooMany = new TcpClient(daemon.tcpPort())) {
                        assertThat(tooMany.reply().getString("error")).contains("at most " + (idle + 1));
                    }
                }
                System.out.printf("%d idle connections: at most %d MB resident%n", idle, daemon.peakMegabytes());
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
