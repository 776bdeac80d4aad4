package io.spendbell.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the connections: how many there are, and for how long one may stay open without a whole request's head. Where there are
 * too many, the one that has been without a request for the longest makes room for the new one. Confined to the server's context.
 */
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final long BETWEEN_COMPLAINTS_MILLIS = 10_000;

    private final Vertx vertx;
    private final MeterRegistry registry;
    private final int most;
    private final long longestWaitMillis;
    /** The timers of those without a request, the longest first. */
    private final Map<HttpConnection, Long> waiting = new LinkedHashMap<>();

    private int open;
    private boolean complained;

    /** Why a connection was closed by this side; each is a label of {@code spendbell_connections_closed_total}. */
    enum Closed {
        TOO_MANY,
        NO_REQUEST
    }

    Connections(Vertx vertx, MeterRegistry registry, int most, Duration longestWait) {
        this.vertx = vertx;
        this.registry = registry;
        this.most = most;
        this.longestWaitMillis = longestWait.toMillis();
    }

    void opened(HttpConnection connection) {
        open++;
        connection.closeHandler(ignored -> {
            open--;
            stopWaiting(connection);
        });
        if (open <= most) {
            await(connection);
        } else if (waiting.isEmpty()) {
            close(connection, Closed.TOO_MANY);
        } else {
            close(waiting.keySet().iterator().next(), Closed.TOO_MANY);
            await(connection);
        }
    }

    /** A request's head has come; its connection is not closed before it is answered. */
    void began(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        stopWaiting(connection);
        request.response().endHandler(ignored -> await(connection));
    }

    private void await(HttpConnection connection) {
        stopWaiting(connection);
        waiting.put(connection, vertx.setTimer(longestWaitMillis, ignored -> close(connection, Closed.NO_REQUEST)));
    }

    private void stopWaiting(HttpConnection connection) {
        Long timer = waiting.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
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
                        ? "more are open than may be (expected: at most " + most + ")"
                        : "no request for " + longestWaitMillis + " ms (expected: a whole head)");
    }
}
