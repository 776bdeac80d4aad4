package io.spendbell;

import io.spendbell.config.Fault;
import io.spendbell.config.IngestConfig;
import io.spendbell.config.InvalidConfigurationException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells, before Spendbell listens beside a host's servers, whether somebody does so at its port already. Between two servers of
 * one Vert.x at one port, Vert.x shares out the connections, and neither is told. Safe for use from any thread.
 */
final class SoleListeners {
    private static final String RULE = "a free port that this process may open, and an address of this machine";

    private final Vertx vertx;
    private final boolean alone;

    /** @param alone whether the process is Spendbell's own: no server shares a port with it, and nothing is checked */
    SoleListeners(Vertx vertx, boolean alone) {
        this.vertx = vertx;
        this.alone = alone;
    }

    /** Fails with an {@link InvalidConfigurationException} where TCP is on and could not listen alone. */
    Future<Void> checkTcp(IngestConfig.@Nullable Tcp settings) {
        return settings == null ? Future.succeededFuture() : check("tcp", settings.host(), settings.port());
    }

    /** Fails with an {@link InvalidConfigurationException} where HTTP could not listen alone. */
    Future<Void> checkHttp(IngestConfig.Http settings) {
        return check("http", settings.host(), settings.port());
    }

    /** Any free port, 0, is never taken. */
    private Future<Void> check(String way, String host, int port) {
        if (alone || port == 0) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> {
            try (ServerSocket taking = new ServerSocket()) {
                taking.setReuseAddress(true);
                taking.bind(new InetSocketAddress(host, port));
                return null;
            } catch (IOException e) {
                throw new InvalidConfigurationException(List.of(new Fault(
                        "configuration",
                        "spendbell.ingest." + way + ".port",
                        host + ":" + port + ": " + e.getMessage(),
                        RULE)));
            }
        });
    }
}
