package io.spendbell.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the connections: how many there are, and for how long one may stay open without a whole request's head. Where there are
 * too many, the one that has been without a request for the longest makes room for the new one; but for a moment after it was opened or answered a
 * request may be on its way, so that none is closed then. Clients are asked to close before it comes to that. Confined to the server's context.
 */
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final long BETWEEN_COMPLAINTS_MILLIS = 10_000;
    private static final int SMALLEST_READ = 512;
    private static final int FIRST_READ = 2048;
    private static final int LARGEST_READ = 1 << 14;

    private final Vertx vertx;
    private final MeterRegistry registry;
    private final Limits limits;
    /** Those without a request, the longest first. */
    private final Map<HttpConnection, Wait> waiting = new LinkedHashMap<>();

    private int open;
    private boolean complained;

    /** Why a connection was closed by this side; each is a label of {@code spendbell_connections_closed_total}. */
    enum Closed {
        TOO_MANY,
        NO_REQUEST
    }

    /**
     * What is allowed.
     *
     * @param most how many may be open
     * @param shortestWait without a request, before one may be closed for another one's sake
     * @param longestWait without a request
     */
    record Limits(int most, Duration shortestWait, Duration longestWait) {
        /** With more than so many, clients are asked to close theirs once they are answered. */
        int crowd() {
            return most - most / 4;
        }
    }

    private record Wait(long timer, long sinceNanos) {}

    Connections(Vertx vertx, MeterRegistry registry, Limits limits) {
        this.vertx = vertx;
        this.registry = registry;
        this.limits = limits;
    }

    void opened(HttpConnection connection) {
        open++;
        readInSmallPieces(connection);
        connection.closeHandler(ignored -> {
            open--;
            stopWaiting(connection);
        });
        HttpConnection longest = open <= limits.most() ? null : longest();
        if (longest != null) {
            close(longest, Closed.TOO_MANY);
        } else if (open > limits.most()) {
            close(connection, Closed.TOO_MANY);
            return;
        }
        await(connection);
    }

    /** Whatever waits to be read of each of them is in memory. */
    private static void readInSmallPieces(HttpConnection connection) {
        if (connection instanceof ConnectionBase internal) {
            internal.channel()
                    .config()
                    .setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, LARGEST_READ));
        }
    }

    /** Which has been without a request for the longest, if that is long enough. */
    private @Nullable HttpConnection longest() {
        if (waiting.isEmpty()) {
            return null;
        }
        Map.Entry<HttpConnection, Wait> first = waiting.entrySet().iterator().next();
        boolean isLong = System.nanoTime() - first.getValue().sinceNanos()
                >= limits.shortestWait().toNanos();
        return isLong ? first.getKey() : null;
    }

    /** A request's head has come; its connection is not closed before it is answered. */
    void began(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        stopWaiting(connection);
        if (open > limits.crowd()) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        request.response().endHandler(ignored -> await(connection));
    }

    private void await(HttpConnection connection) {
        stopWaiting(connection);
        long timer = vertx.setTimer(limits.longestWait().toMillis(), ignored -> close(connection, Closed.NO_REQUEST));
        waiting.put(connection, new Wait(timer, System.nanoTime()));
    }

    private void stopWaiting(HttpConnection connection) {
        Wait wait = waiting.remove(connection);
        if (wait != null) {
            vertx.cancelTimer(wait.timer());
        }
    }

    private void close(HttpConnection connection, Closed reason) {
        stopWaiting(connection);
        Counter.builder("spendbell.connections.closed")
                .description("Connections closed by this side, by reason")
                .tag("way", "http")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
        complain(connection, reason);
        connection.close();
    }

    private void complain(HttpConnection connection, Closed reason) {
        if (complained) {
            return;
        }
        complained = true;
        vertx.setTimer(BETWEEN_COMPLAINTS_MILLIS, ignored -> complained = false);
        LOG.warn(
                "Closed the HTTP connection from {}: {}",
                connection.remoteAddress(),
                reason == Closed.TOO_MANY
                        ? "more are open than may be (expected: at most " + limits.most() + ")"
                        : "no request for " + limits.longestWait().toMillis() + " ms (expected: a whole head)");
    }
}
