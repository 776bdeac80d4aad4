package io.spendbell.ingest;

import io.spendbell.alerting.HeardFeeds;
import io.spendbell.alerting.Intake;
import io.spendbell.config.IngestConfig.Http;
import io.spendbell.config.Secret;
import io.spendbell.event.Event;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.spendbell.ingest.spool.Spool;
import io.spendbell.ingest.spool.SpoolFeeder;
import io.spendbell.ingest.spool.SpooledLines;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Events over HTTP, and messages as to a Slack webhook. It is mounted on the one HTTP server, which is up before events can be taken and after: meanwhile senders
 * are told to come again, but for those that do not, whose events the spool has from the beginning. All but opening and closing is confined to the server's context.
 */
public final class HttpIngest {
    static final String NOT_OPEN = "intake: not open (expected: to be asked again later)";

    /** Of items whose end has not come, over all requests. */
    private static final long MOST_HELD_BYTES = 16L << 20;

    private static final String EVENTS = "/v1/events";
    private static final String SLACK = "/services/*";

    /** What stands in the query of the events' URL to have what LiteLLM's WebhookEvents say that customers have spent counted. */
    private static final String SPEND = "spend";

    private static final String SPEND_OF_WEBHOOK = "webhook";

    private final Vertx vertx;
    private final Http settings;
    private final EventVocabulary vocabulary;
    private final EventDecoder decoder;
    private final EventDecoder spendDecoder;
    private final HttpShared shared;
    private @Nullable ComplaintLog ofSpool;
    private final Set<HttpWork> underWay = new HashSet<>();
    private volatile @Nullable Intake intake;
    private volatile boolean closed;
    private volatile @Nullable Context own;
    private @Nullable Promise<Void> idle;

    /**
     * A way in that is not open yet.
     *
     * @param spool is open; null where nothing is to be spooled
     */
    public HttpIngest(
            Vertx vertx,
            Http settings,
            EventVocabulary vocabulary,
            IntakeBudget budget,
            HttpMetrics metrics,
            HeardFeeds heard,
            InstantSource clock,
            HttpLimits limits,
            @Nullable Spool spool) {
        this.vertx = vertx;
        this.settings = settings;
        this.vocabulary = vocabulary;
        this.decoder = new EventDecoder(vocabulary);
        this.spendDecoder = new EventDecoder(vocabulary, true);
        this.shared = new HttpShared(
                budget, new HeldBytes(MOST_HELD_BYTES), metrics, heard, new ComplaintLog(vertx), clock, limits, spool);
    }

    /** Adds its paths to the server's; to be called on the server's context. */
    public void mount(Router router) {
        own = vertx.getOrCreateContext();
        router.post(EVENTS).handler(routed -> events(routed.request()));
        router.route(EVENTS).handler(routed -> refuseMethod(routed.request()));
        router.post(SLACK).handler(routed -> slack(routed.request()));
        router.route(SLACK).handler(routed -> refuseMethod(routed.request()));
    }

    /** Takes events from now on, those first that the spool has from before. */
    public void open(Intake opened) {
        intake = opened;
        Spool spool = shared.spool();
        if (spool != null) {
            ComplaintLog complaints = new ComplaintLog(vertx);
            ofSpool = complaints;
            spool.feed(new SpoolFeeder(
                    vertx,
                    opened,
                    new SpooledLines(vocabulary),
                    shared.budget(),
                    reason -> {
                        shared.metrics().events().countRejected(1);
                        complaints.complain("Spool: an event was rejected: " + reason);
                    },
                    shared.clock()));
        }
    }

    /** Takes no more events. Completes when all that were taken are stored and answered. */
    public Future<Void> close() {
        closed = true;
        intake = null;
        if (ofSpool != null) {
            ofSpool.close();
        }
        Context context = own;
        if (context == null) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        context.runOnContext(ignored -> {
            idle = promise;
            List.copyOf(underWay).forEach(HttpWork::stop);
            completeWhenIdle();
        });
        return promise.future().onComplete(ignored -> shared.complaints().close());
    }

    private void events(HttpServerRequest request) {
        Answer answer = answer(request);
        Secret token = settings.token();
        Intake opened = present();
        String spend = request.getParam(SPEND);
        if (token != null && !token.isShownBy(request.getHeader("Authorization"))) {
            refuse(answer, Refusal.WRONG_TOKEN, "Authorization: missing or wrong (expected: Bearer <token>)");
        } else if (spend != null && !spend.equals(SPEND_OF_WEBHOOK)) {
            refuse(answer, Refusal.UNREADABLE, "spend: another value (expected: " + SPEND_OF_WEBHOOK + ", or none)");
        } else if (opened == null) {
            refuse(answer, Refusal.CLOSED, NOT_OPEN);
        } else {
            Over over = new Over();
            EventDecoder reads = spend == null ? decoder : spendDecoder;
            EventsRequest events = new EventsRequest(vertx, shared, reads, opened, answer, over);
            over.begin(events);
            events.read(new BodyStream(vertx, request, shared.limits(), settings.maxBodyBytes(), events));
        }
    }

    private void slack(HttpServerRequest request) {
        Answer answer = answer(request);
        Intake opened = present();
        if (!isRight(settings.token(), request.path())) {
            shared.metrics().countRefused(Refusal.WRONG_TOKEN);
            answer.text(403, "invalid_token");
        } else if (opened == null) {
            shared.metrics().countRefused(Refusal.CLOSED);
            answer.text(Refusal.CLOSED.status(), "service_unavailable");
        } else {
            Over over = new Over();
            boolean besidesCalls = ToldByCalls.VALUE.equals(request.getParam(ToldByCalls.PARAMETER));
            SlackRequest message = new SlackRequest(vertx, shared, vocabulary, opened, besidesCalls, answer, over);
            over.begin(message);
            int longest = Math.min(settings.maxBodyBytes(), SlackRequest.LONGEST);
            message.read(new BodyStream(vertx, request, shared.limits(), longest, message));
        }
    }

    /** Before it is open only the spool takes something; null where nothing does. */
    private @Nullable Intake present() {
        Intake opened = intake;
        return opened != null || closed || shared.spool() == null ? opened : this::acceptOnceOpen;
    }

    /** A request that began before the opening may end after it. */
    private Future<Intake.Reply> acceptOnceOpen(List<Event> events) {
        Intake opened = intake;
        return opened == null ? Future.failedFuture(new NotOpenException()) : opened.accept(events);
    }

    /** What was handed over is not taken by anybody yet, or any more. */
    static final class NotOpenException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotOpenException() {
            super(NOT_OPEN, null, false, false);
        }
    }

    /** Whether the last part of a path, such as that of {@code /services/T…/B…/X…}, is the token. */
    private static boolean isRight(@Nullable Secret token, String path) {
        if (token == null) {
            return true;
        }
        try {
            String last = path.substring(path.lastIndexOf('/') + 1).replace("+", "%2B");
            return !last.isEmpty()
                    && Secret.of(URLDecoder.decode(last, StandardCharsets.UTF_8))
                            .equals(token);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Keeps a request among those that are under way, until it is told that it is over. */
    private final class Over implements Runnable {
        private @Nullable HttpWork work;

        void begin(HttpWork begun) {
            work = begun;
            underWay.add(begun);
        }

        @Override
        public void run() {
            if (work != null) {
                underWay.remove(work);
                completeWhenIdle();
            }
        }
    }

    private void refuse(Answer answer, Refusal why, String error) {
        shared.metrics().countRefused(why);
        answer.json(why.status(), error(error));
    }

    private void refuseMethod(HttpServerRequest request) {
        request.response().putHeader("Allow", "POST");
        answer(request).json(405, error("method: not for this path (expected: POST)"));
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
