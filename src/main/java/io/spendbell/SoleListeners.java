package io.spendbell;

import io.spendbell.config.Fault;
import io.spendbell.config.IngestConfig;
import io.spendbell.config.InvalidConfigurationException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Sees to it that nobody else listens where Spendbell is to. Between two servers of one Vert.x at one port, Vert.x shares out
 * the connections, and neither is told.
 */
final class SoleListeners {
    private static final String RULE = "a port at which nobody else listens, and an address of this machine";

    private SoleListeners() {}

    /** Fails with an {@link InvalidConfigurationException} that names each port which is taken. */
    static Future<Void> check(Vertx vertx, IngestConfig config) {
        return vertx.executeBlocking(() -> {
            List<Fault> faults = new ArrayList<>();
            if (config.http() != null) {
                check("http", config.http().host(), config.http().port(), faults);
            }
            if (config.tcp() != null) {
                check("tcp", config.tcp().host(), config.tcp().port(), faults);
            }
            if (!faults.isEmpty()) {
                throw new InvalidConfigurationException(faults);
            }
            return null;
        });
    }

    private static void check(String way, String host, int port, List<Fault> faults) {
        if (port == 0) {
            return;
        }
        try (ServerSocket taking = new ServerSocket()) {
            taking.setReuseAddress(true);
            taking.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            faults.add(new Fault(
                    "configuration", "spendbell.ingest." + way, host + ":" + port + ": " + e.getMessage(), RULE));
        }
    }
}
