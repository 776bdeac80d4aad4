package io.spendbell.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.spendbell.alert.Alert;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.config.IngestConfig.Http;
import io.spendbell.config.Secret;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP port: health and metrics for everybody, events for whoever shows the token, the rest for whoever
 * shows the admin token.
 */
public final class HttpVerticle extends VerticleBase {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String SCHEMA = "/schema/event.json";
    private static final int IDLE_SECONDS = 60;
    private static final int STOP_SECONDS = 5;
    /** Some of a body wait in Vert.x while it is not read: small pieces of it, so that all connections together hold little. */
    private static final int CHUNK_BYTES = 1 << 13;

    /** A LiteLLM proxy posts what it has gathered over 500 of them at once, and sends nothing a second time. */
    private static final Connections.Limits CONNECTIONS =
            new Connections.Limits(2048, Duration.ofSeconds(3), Duration.ofSeconds(30));

    private final Http settings;
    private final PrometheusMeterRegistry registry;
    private final Readiness readiness;
    private final AdminApi api;
    private final Consumer<Router> intake;
    private final Buffer schema = read(SCHEMA);
    private @Nullable HttpServer server;

    /**
     * A verticle to be deployed once.
     *
     * @param budgets those that are configured at the moment
     * @param alertJson how an alert is shown
     * @param intake adds the paths that take events, which have a token of their own
     */
    public HttpVerticle(
            Http settings,
            PrometheusMeterRegistry registry,
            Readiness readiness,
            Store store,
            Supplier<LedgerBudgets> budgets,
            Function<Alert, JsonObject> alertJson,
            Retrying retrying,
            Consumer<Router> intake) {
        this.settings = settings;
        this.registry = registry;
        this.readiness = readiness;
        this.intake = intake;
        this.api = new AdminApi(store, budgets, alertJson, retrying);
    }

    @Override
    public Future<?> start() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxChunkSize(CHUNK_BYTES)
                .setHttp2ClearTextEnabled(false);
        Connections connections = new Connections(vertx, registry, CONNECTIONS);
        Router router = router();
        HttpServer listening = vertx.createHttpServer(options)
                .connectionHandler(connections::opened)
                .requestHandler(request -> {
                    connections.began(request);
                    router.handle(request);
                });
        server = listening;
        return listening.listen();
    }

    @Override
    public Future<?> stop() {
        HttpServer listening = server;
        return listening == null ? Future.succeededFuture() : listening.shutdown(STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** The port that it listens on. */
    public int port() {
        return server == null ? 0 : server.actualPort();
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.get("/health/live").handler(request -> Replies.json(request, 200, new JsonObject().put("status", "up")));
        router.get("/health/ready").handler(this::ready);
        router.get("/metrics").handler(this::metrics);
        intake.accept(router);
        router.route().handler(this::authorize);
        router.get("/schema/event.json").handler(this::schema);
        api.mount(router);
        router.errorHandler(400, request -> Replies.error(request, 400, "path: not readable (expected: a URL's path)"));
        router.errorHandler(404, request -> Replies.error(request, 404, "path: nothing here (expected: see docs)"));
        router.errorHandler(
                405, request -> Replies.error(request, 405, "method: not for this path (expected: see docs)"));
        router.errorHandler(500, request -> Replies.error(request, 500, "request: failed (expected: an answer)"));
        return router;
    }

    private void ready(RoutingContext request) {
        Map<String, String> faults = readiness.faults();
        JsonObject body = new JsonObject().put("status", faults.isEmpty() ? "up" : "down");
        if (!faults.isEmpty()) {
            JsonObject reasons = new JsonObject();
            faults.forEach(reasons::put);
            body.put("faults", reasons);
        }
        Replies.json(request, faults.isEmpty() ? 200 : 503, body);
    }

    private void metrics(RoutingContext request) {
        request.response().putHeader("Content-Type", PROMETHEUS_TEXT).end(registry.scrape());
    }

    private void authorize(RoutingContext request) {
        Secret token = settings.adminToken();
        if (token == null || token.isShownBy(request.request().getHeader("Authorization"))) {
            request.next();
            return;
        }
        request.response().putHeader("WWW-Authenticate", "Bearer");
        Replies.error(request, 401, "Authorization: missing or wrong (expected: Bearer <admin_token>)");
    }

    private static Buffer read(String resource) {
        try (InputStream stream = HttpVerticle.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(resource + ": missing (expected: part of the jar)");
            }
            return Buffer.buffer(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void schema(RoutingContext request) {
        request.response().putHeader("Content-Type", "application/schema+json").end(schema);
    }
}
