package io.spendbell.ingest;

import io.spendbell.config.IngestConfig.Tcp;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Events over TCP, one a line. Deployed once for each core; the instances share the port. */
public final class TcpIngestVerticle extends VerticleBase {
    /** A client that does not read the last answers is not waited for any longer. */
    private static final long LONGEST_FAREWELL_MILLIS = 2_000;

    private final TcpIngest shared;
    /** How much of unfinished lines the connections of one event loop may hold together, if two of the longest are not more. */
    private static final long MOST_UNFINISHED_BYTES = 4L << 20;

    private final Set<TcpConnection> connections = new HashSet<>();
    private @Nullable NetServer server;
    private boolean stopping;
    private @Nullable LoopShare loop;

    public TcpIngestVerticle(TcpIngest shared) {
        this.shared = shared;
    }

    /**
     * Tells whether such a listener could be opened: opens one that lets nobody in, and closes it.
     *
     * @param settings null where TCP is off, which succeeds
     */
    public static Future<Void> rehearse(Vertx vertx, @Nullable Tcp settings) {
        if (settings == null) {
            return Future.succeededFuture();
        }
        NetServer server =
                vertx.createNetServer(options(settings, settings.port())).connectHandler(NetSocket::close);
        return server.listen().compose(listening -> listening.close());
    }

    @Override
    public Future<?> start() {
        LoopShare mine = new LoopShare(
                shared.decoders().get(),
                new ReadBuffer(),
                new UnfinishedLines(
                        Math.max(MOST_UNFINISHED_BYTES, 2L * shared.settings().maxLineBytes())),
                new ComplaintLog(vertx));
        loop = mine;
        vertx.setPeriodic(shared.patience().betweenLooks(), ignored -> closeWhoIsOutOfTime());
        NetServer listening = vertx.createNetServer(options(shared.settings(), shared.sharedPort()))
                .connectHandler(socket -> connected(socket, mine));
        server = listening;
        return listening.listen();
    }

    /** The port that it listens on. */
    public int port() {
        return server == null ? 0 : server.actualPort();
    }

    private void closeWhoIsOutOfTime() {
        long now = System.nanoTime();
        Set.copyOf(connections).forEach(connection -> connection.closeIfOutOfTime(now));
    }

    /** Takes no more connections or events, answers what was taken in, closes. */
    @Override
    public Future<?> stop() {
        NetServer listening = server;
        if (listening == null) {
            return Future.succeededFuture();
        }
        stopping = true;
        Set<TcpConnection> open = Set.copyOf(connections);
        open.forEach(TcpConnection::finish);
        return Future.join(open.stream().map(TcpConnection::whenClosed).toList())
                .timeout(LONGEST_FAREWELL_MILLIS, TimeUnit.MILLISECONDS)
                .eventually(listening::close)
                .onComplete(ignored -> {
                    if (loop != null) {
                        loop.complaints().close();
                    }
                })
                .otherwiseEmpty();
    }

    private void connected(NetSocket socket, LoopShare mine) {
        if (stopping) {
            socket.close();
            return;
        }
        if (shared.metrics().opened() > shared.settings().maxConnections()) {
            shared.metrics().countClosed(IngestMetrics.Closed.TOO_MANY);
            mine.complaints()
                    .complain("Closed the connection from " + socket.remoteAddress() + ": more than "
                            + shared.settings().maxConnections() + " are open");
            socket.closeHandler(ignored -> shared.metrics().ended());
            socket.end(new JsonObject()
                    .put(
                            "error",
                            "connection: one too many (expected: at most "
                                    + shared.settings().maxConnections() + ")")
                    .toBuffer()
                    .appendString("\n"));
            return;
        }
        TcpConnection connection = new TcpConnection(vertx, socket, shared, mine);
        connections.add(connection);
        connection.whenClosed().onComplete(ignored -> {
            connections.remove(connection);
            shared.metrics().ended();
        });
        connection.open();
    }

    private static NetServerOptions options(Tcp settings, int port) {
        NetServerOptions options =
                new NetServerOptions().setHost(settings.host()).setPort(port).setTcpNoDelay(true);
        if (settings.tls() != null) {
            options.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(settings.tls().cert().toString())
                            .setKeyPath(settings.tls().key().toString()));
        }
        return options;
    }
}
