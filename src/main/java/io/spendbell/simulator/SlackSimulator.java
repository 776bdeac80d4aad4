package io.spendbell.simulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server on 127.0.0.1 that stands in for Slack's incoming webhooks. A {@code POST} to
 * {@code /services/<any>/<any>/<any>} is judged by {@link SlackRules} and paced, one accepted message an interval for each
 * path; a {@code POST} to any other path is taken as a plain webhook would, with 200 and at any pace. It remembers every
 * request, and can be told, for each path, to misbehave. Safe for use from any thread.
 */
public final class SlackSimulator {
    private static final String HOST = "127.0.0.1";
    private static final String SLACK_PATH = "/services/[^/]+/[^/]+/[^/]+";
    private static final String DEFAULT_PATH = "/services/T00000000/B00000000/simulated";
    private static final String PLAIN_PATH = "/hooks/simulated";
    private static final String FORM = "payload=";

    private final Vertx vertx;
    private final SimulatorOptions options;
    private final ReceivedLog log = new ReceivedLog();
    private final Map<String, Deque<Misbehaviour>> told = new HashMap<>();
    private final Map<String, Misbehaviour> toldForever = new HashMap<>();
    private final Map<String, SlackError> refused = new HashMap<>();
    private final SlackPace pace;
    private @Nullable HttpServer server;
    private int port;

    public SlackSimulator(Vertx vertx, SimulatorOptions options) {
        this.vertx = vertx;
        this.options = options;
        this.pace = new SlackPace(options.interval(), options.tolerance());
        this.port = options.port();
    }

    /** Listens; fails if the port is taken. */
    public Future<Void> start() {
        HttpServer fresh = vertx.createHttpServer(new HttpServerOptions().setHost(HOST))
                .requestHandler(this::read)
                .invalidRequestHandler(
                        request -> request.response().setStatusCode(400).end());
        return fresh.listen(port()).map(listening -> listeningAs(listening));
    }

    /** Stops listening and closes every connection. What was received can still be read. */
    public Future<Void> close() {
        HttpServer running = takeServer();
        return running == null ? Future.succeededFuture() : running.close();
    }

    /** Closes the port and every connection: connections are refused until {@link #comeBack}. */
    public Future<Void> refuse() {
        return close();
    }

    /** Listens again on the port that it had. */
    public Future<Void> comeBack() {
        return start();
    }

    /** The port it listens on; before {@link #start} the port that it was given. */
    public synchronized int port() {
        return port;
    }

    /** The URL of a Slack webhook here. */
    public String url() {
        return url(DEFAULT_PATH);
    }

    /** The URL of a plain webhook here. */
    public String plainUrl() {
        return url(PLAIN_PATH);
    }

    public String url(String path) {
        return "http://" + HOST + ":" + port() + path;
    }

    /** Tells what to do with the next requests to a Slack webhook's default path, one each, in that order. */
    public void next(Misbehaviour... sequence) {
        nextAt(DEFAULT_PATH, sequence);
    }

    /** Tells what to do with the next requests to {@code path}, one each, in that order, after what was told before. */
    public synchronized void nextAt(String path, Misbehaviour... sequence) {
        told.computeIfAbsent(path, unknown -> new ArrayDeque<>()).addAll(Arrays.asList(sequence));
    }

    /** Tells what to do with every request to {@code path} once what {@link #nextAt} told is used up. */
    public synchronized void alwaysAt(String path, Misbehaviour misbehaviour) {
        toldForever.put(path, misbehaviour);
    }

    /** Refuses every message to a Slack webhook that contains {@code text}. */
    public synchronized void refuseWhatSays(String text, SlackError error) {
        refused.put(text, error);
    }

    /** Forgets all that it was told. */
    public synchronized void behave() {
        told.clear();
        toldForever.clear();
        refused.clear();
    }

    /** Every request, in order of arrival. */
    public List<Received> requests() {
        return log.all();
    }

    /** The accepted messages, in order of arrival: what stands in the channels. */
    public List<Received> messages() {
        return log.accepted();
    }

    /** The accepted messages as soon as there are {@code n} of them; never fails and has no timeout of its own. */
    public Future<List<Received>> awaitMessages(int n) {
        return log.await(n, true);
    }

    /** The requests as soon as there are {@code n} of them, accepted or not; never fails, no timeout of its own. */
    public Future<List<Received>> awaitRequests(int n) {
        return log.await(n, false);
    }

    /** Has every message from now on told to {@code listener} when it is accepted, on the server's event loop. */
    public void onAccepted(Consumer<Received> listener) {
        log.onAccepted(listener);
    }

    /** The ids of the alerts in accepted messages, in order of arrival; an alert that came twice is there twice. */
    public List<String> alertsSeen() {
        return messages().stream()
                .map(message -> parsed(message.body()))
                .flatMap(Optional::stream)
                .flatMap(message -> BlockTexts.alertIds(message).stream())
                .toList();
    }

    /** How many requests were answered with that status; {@link Received#NO_ANSWER} counts those without an answer. */
    public long count(int status) {
        return log.all().stream()
                .filter(received -> received.status() == status)
                .count();
    }

    /** The accepted messages as a person reads them in Slack, one below the other. */
    public String screen() {
        return String.join(
                "\n",
                messages().stream().map(Received::body).map(SlackScreen::of).toList());
    }

    private void read(HttpServerRequest request) {
        request.body().onSuccess(body -> judge(request, body)).onFailure(gone -> {
            // A request that its sender broke off never arrived.
        });
    }

    private void judge(HttpServerRequest request, Buffer body) {
        Exchange exchange = new Exchange(
                request,
                payload(body.toString(StandardCharsets.UTF_8)),
                options.clock().instant());
        Misbehaviour misbehaviour = nextTold(request.path());
        if (misbehaviour instanceof Misbehaviour.Answer told) {
            boolean accepted = told.status() / 100 == 2;
            answer(exchange, new Verdict(told.status(), told.body(), told.headers(), accepted));
        } else if (misbehaviour instanceof Misbehaviour.Hang) {
            note(exchange, false, "never answered");
        } else if (misbehaviour instanceof Misbehaviour.AcceptThenHang) {
            note(exchange, true, "accepted, never answered");
        } else if (misbehaviour instanceof Misbehaviour.CutBefore) {
            note(exchange, false, "cut before it was accepted");
            cut(request);
        } else if (misbehaviour instanceof Misbehaviour.CutAfter) {
            note(exchange, true, "accepted, then cut");
            cut(request);
        } else if (misbehaviour instanceof Misbehaviour.HalfAnswer) {
            note(exchange, true, "accepted, then cut in the midst of the answer");
            request.response().putHeader("Content-Length", "2").write("o").onComplete(written -> cut(request));
        } else if (misbehaviour instanceof Misbehaviour.Slow slow) {
            Verdict verdict = verdict(exchange);
            exchange.log(log, verdict);
            vertx.setTimer(Math.max(1, slow.delay().toMillis()), timer -> send(request, verdict));
        } else {
            answer(exchange, verdict(exchange));
        }
    }

    private void answer(Exchange exchange, Verdict verdict) {
        exchange.log(log, verdict);
        send(exchange.request(), verdict);
    }

    /** By Slack's rules for Slack's paths, as a plain webhook does for others. */
    private synchronized Verdict verdict(Exchange exchange) {
        if (!exchange.request().method().equals(HttpMethod.POST)) {
            return Verdict.refused(405, "method_not_allowed");
        }
        String path = exchange.request().path();
        if (!path.matches(SLACK_PATH)) {
            return path.startsWith("/services") ? Verdict.of(SlackError.NO_SERVICE) : Verdict.ACCEPTED;
        }
        Optional<SlackRules.Violation> violation = SlackRules.violation(exchange.payload());
        if (violation.isPresent()) {
            return Verdict.of(violation.get().error());
        }
        for (Map.Entry<String, SlackError> each : refused.entrySet()) {
            if (exchange.payload().contains(each.getKey())) {
                return Verdict.of(each.getValue());
            }
        }
        Duration early = pace.early(path, exchange.arrivedAt());
        if (!early.isZero()) {
            String seconds = Long.toString(SlackPace.retryAfterSeconds(early));
            return new Verdict(429, Misbehaviour.RATE_LIMITED, Map.of("Retry-After", seconds), false);
        }
        pace.accepted(path, exchange.arrivedAt());
        return Verdict.ACCEPTED;
    }

    private void note(Exchange exchange, boolean accepted, String words) {
        exchange.log(log, new Verdict(Received.NO_ANSWER, words, Map.of(), accepted));
    }

    private static void send(HttpServerRequest request, Verdict verdict) {
        request.response().setStatusCode(verdict.status()).putHeader("Content-Type", "text/plain; charset=utf-8");
        verdict.headers().forEach(request.response()::putHeader);
        request.response().end(verdict.body()).onFailure(gone -> {
            // Whoever asked has left; the request is in the log all the same.
        });
    }

    private static void cut(HttpServerRequest request) {
        request.connection().close();
    }

    private synchronized Misbehaviour nextTold(String path) {
        Deque<Misbehaviour> sequence = told.get(path);
        Misbehaviour next = sequence == null ? null : sequence.poll();
        return next != null ? next : toldForever.getOrDefault(path, new Misbehaviour.Behave());
    }

    /** The JSON of a request: its body, or the form field in which Slack takes it too. */
    private static String payload(String body) {
        return body.startsWith(FORM) ? URLDecoder.decode(body.substring(FORM.length()), StandardCharsets.UTF_8) : body;
    }

    private static Optional<JsonObject> parsed(String body) {
        try {
            return Optional.of(new JsonObject(body));
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    private synchronized @Nullable Void listeningAs(HttpServer listening) {
        server = listening;
        port = listening.actualPort();
        return null;
    }

    private synchronized @Nullable HttpServer takeServer() {
        HttpServer running = server;
        server = null;
        return running;
    }

    /** What is answered, and whether the message stands in the channel. */
    private record Verdict(int status, String body, Map<String, String> headers, boolean accepted) {
        static final Verdict ACCEPTED = new Verdict(200, "ok", Map.of(), true);

        static Verdict refused(int status, String body) {
            return new Verdict(status, body, Map.of(), false);
        }

        static Verdict of(SlackError error) {
            return refused(error.status(), error.word());
        }
    }

    private record Exchange(HttpServerRequest request, String payload, Instant arrivedAt) {
        void log(ReceivedLog log, Verdict verdict) {
            log.add(new Received(
                    request.path(),
                    arrivedAt,
                    request.headers(),
                    payload,
                    verdict.accepted(),
                    verdict.status(),
                    verdict.body()));
        }
    }
}
