package io.spendbell.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds the connections: how many there are, and for how long one may stay open without a whole request's head. Confined to the
 * server's context.
 */
final class Connections {
    private final Vertx vertx;
    private final int most;
    private final long longestWaitMillis;
    private final Map<HttpConnection, Long> waiting = new HashMap<>();
    private int open;

    Connections(Vertx vertx, int most, Duration longestWait) {
        this.vertx = vertx;
        this.most = most;
        this.longestWaitMillis = longestWait.toMillis();
    }

    void opened(HttpConnection connection) {
        open++;
        connection.closeHandler(ignored -> {
            open--;
            stopWaiting(connection);
        });
        if (open > most) {
            connection.close();
        } else {
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
        waiting.put(connection, vertx.setTimer(longestWaitMillis, ignored -> {
            waiting.remove(connection);
            connection.close();
        }));
    }

    private void stopWaiting(HttpConnection connection) {
        Long timer = waiting.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
