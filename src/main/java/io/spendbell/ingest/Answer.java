package io.spendbell.ingest;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** The one answer that a request gets, if its client still waits for it. Confined to its context. */
final class Answer {
    /** After how many seconds it is worthwhile to ask again. */
    private static final String RETRY_AFTER = "2";

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpLimits limits;
    private boolean given;

    Answer(Vertx vertx, HttpServerRequest request, HttpLimits limits) {
        this.vertx = vertx;
        this.request = request;
        this.limits = limits;
    }

    boolean isGiven() {
        return given;
    }

    /** Nobody waits for it any more. */
    void forgo() {
        given = true;
    }

    void json(int status, JsonObject body) {
        give(status, "application/json", body.toBuffer());
    }

    void text(int status, String body) {
        give(status, "text/plain; charset=utf-8", Buffer.buffer(body));
    }

    private void give(int status, String type, Buffer body) {
        if (given) {
            return;
        }
        given = true;
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status).putHeader("Content-Type", type).putHeader("Cache-Control", "no-store");
        if (status == 503) {
            response.putHeader("Retry-After", RETRY_AFTER);
        }
        if (status == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        response.end(body).onComplete(ignored -> throwRestAway());
    }

    /** A client that is cut while it sends may never see its answer: the rest of its body is read for a while. */
    private void throwRestAway() {
        if (request.isEnded()) {
            return;
        }
        long farewell = vertx.setTimer(
                limits.farewell().toMillis(), ignored -> request.connection().close());
        request.exceptionHandler(ignored -> vertx.cancelTimer(farewell));
        request.endHandler(ignored -> vertx.cancelTimer(farewell));
        request.handler(ignored -> {});
        request.resume();
    }
}
