package io.spendbell.ingest;

import io.spendbell.alerting.Intake;
import io.spendbell.config.IngestConfig.Http;
import io.spendbell.config.Secret;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Events over HTTP. It is mounted on the one HTTP server, which is up before events can be taken and after: meanwhile senders
 * are told to come again. All but opening and closing is confined to the server's context.
 */
public final class HttpIngest {
    static final String NOT_OPEN = "intake: not open (expected: to be asked again later)";

    /** Of items whose end has not come, over all requests. */
    private static final long MOST_HELD_BYTES = 16L << 20;

    private static final String EVENTS = "/v1/events";

    private final Vertx vertx;
    private final Http settings;
    private final EventDecoder decoder;
    private final HttpShared shared;
    private final Set<EventsRequest> underWay = new HashSet<>();
    private volatile @Nullable Intake intake;
    private volatile @Nullable Context own;
    private @Nullable Promise<Void> idle;

    public HttpIngest(
            Vertx vertx,
            Http settings,
            EventVocabulary vocabulary,
            IntakeBudget budget,
            HttpMetrics metrics,
            InstantSource clock,
            HttpLimits limits) {
        this.vertx = vertx;
        this.settings = settings;
        this.decoder = new EventDecoder(vocabulary);
        this.shared =
                new HttpShared(budget, new HeldBytes(MOST_HELD_BYTES), metrics, new ComplaintLog(vertx), clock, limits);
    }

    /** Adds its paths to the server's; to be called on the server's context. */
    public void mount(Router router) {
        own = vertx.getOrCreateContext();
        router.post(EVENTS).handler(routed -> events(routed.request()));
        router.route(EVENTS).handler(routed -> {
            routed.response().putHeader("Allow", "POST");
            answer(routed.request()).json(405, error("method: not for this path (expected: POST)"));
        });
    }

    /** Takes events from now on. */
    public void open(Intake opened) {
        intake = opened;
    }

    /** Takes no more events. Completes when all that were taken are stored and answered. */
    public Future<Void> close() {
        intake = null;
        Context context = own;
        if (context == null) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        context.runOnContext(ignored -> {
            idle = promise;
            List.copyOf(underWay).forEach(EventsRequest::stop);
            completeWhenIdle();
        });
        return promise.future().onComplete(ignored -> shared.complaints().close());
    }

    private void events(HttpServerRequest request) {
        Answer answer = answer(request);
        Secret token = settings.token();
        Intake opened = intake;
        if (token != null && !token.isShownBy(request.getHeader("Authorization"))) {
            refuse(answer, Refusal.WRONG_TOKEN, "Authorization: missing or wrong (expected: Bearer <token>)");
        } else if (opened == null) {
            refuse(answer, Refusal.CLOSED, NOT_OPEN);
        } else if (shared.budget().isExhausted()) {
            refuse(answer, Refusal.FULL, "intake: full (expected: to be asked again later)");
        } else {
            EventsRequest events = new EventsRequest(vertx, shared, decoder, opened, answer);
            underWay.add(events);
            events.whenOver(() -> {
                underWay.remove(events);
                completeWhenIdle();
            });
            events.read(new BodyStream(vertx, request, shared.limits(), settings.maxBodyBytes(), events));
        }
    }

    private void refuse(Answer answer, Refusal why, String error) {
        shared.metrics().countRefused(why);
        answer.json(why.status(), error(error));
    }

    private Answer answer(HttpServerRequest request) {
        return new Answer(vertx, request, shared.limits());
    }

    private static JsonObject error(String error) {
        return new JsonObject().put("error", error);
    }

    private void completeWhenIdle() {
        if (idle != null && underWay.isEmpty()) {
            idle.tryComplete();
        }
    }
}
