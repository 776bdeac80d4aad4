package io.spendbell.ingest;

import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is answered, and the end of its connection. Confined to the connection's context. */
final class ClientReplies {
    private static final Logger LOG = LoggerFactory.getLogger(ClientReplies.class);
    private static final int QUEUE_BYTES = 1 << 16;

    private final Vertx vertx;
    private final NetSocketInternal socket;
    private final Duration patience;
    private final IngestMetrics metrics;
    private boolean closing;
    private @Nullable Long unreadTimer;

    ClientReplies(Vertx vertx, NetSocketInternal socket, Duration patience, IngestMetrics metrics) {
        this.vertx = vertx;
        this.socket = socket;
        this.patience = patience;
        this.metrics = metrics;
        socket.setWriteQueueMaxSize(QUEUE_BYTES);
    }

    /** Whether the connection is closed, or about to be. */
    boolean areOver() {
        return closing;
    }

    /** Whether the client leaves too many unread for another one. */
    boolean areFull() {
        return socket.writeQueueFull();
    }

    void reply(JsonObject line) {
        if (!closing) {
            socket.write(line.toBuffer().appendString("\n"));
        }
    }

    /** Has something done once the client has read its replies; if it does not in time, the connection is closed. */
    void whenRead(Runnable then) {
        if (unreadTimer != null) {
            return;
        }
        unreadTimer = vertx.setTimer(patience.toMillis(), ignored -> {
            LOG.warn(
                    "Closed the connection from {}: it has not read its replies for {} ms",
                    socket.remoteAddress(),
                    patience.toMillis());
            metrics.countClosed(IngestMetrics.Closed.DOES_NOT_READ);
            cut();
        });
        socket.drainHandler(ignored -> {
            stopWaiting();
            then.run();
        });
    }

    /** One more reply, then the end. A client that does not read its replies is not waited for. */
    void end(JsonObject last) {
        boolean reads = !areFull();
        reply(last);
        if (reads) {
            close();
        } else {
            cut();
        }
    }

    /** Closes once all replies are written. */
    void close() {
        if (!closing) {
            closing = true;
            socket.close();
        }
    }

    /** Closes without waiting for the replies to be written, which Vert.x's own closing does. */
    private void cut() {
        closing = true;
        socket.channelHandlerContext()
                .close()
                .addListener(cut -> LOG.debug("Cut the connection from {}", socket.remoteAddress()));
    }

    /** The connection is closed. */
    void ended() {
        closing = true;
        stopWaiting();
    }

    private void stopWaiting() {
        if (unreadTimer != null) {
            vertx.cancelTimer(unreadTimer);
            unreadTimer = null;
        }
    }
}
