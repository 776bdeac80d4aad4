package io.spendbell.web;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** The forms of answers. */
final class Replies {
    private Replies() {}

    static void json(RoutingContext request, int status, JsonObject body) {
        if (!request.response().ended()) {
            request.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(body.toBuffer());
        }
    }

    static void error(RoutingContext request, int status, String error) {
        json(request, status, new JsonObject().put("error", error));
    }
}
