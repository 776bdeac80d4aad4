package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.alert.AlertType;
import io.spendbell.alerting.HeardFeeds;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.config.IngestConfig.Http;
import io.spendbell.config.Secret;
import io.spendbell.event.BudgetSubjects;
import io.spendbell.event.EventVocabulary;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Events over HTTP and real sockets, with an intake that the test holds in its hands. */
abstract class HttpIngestFixture extends IngestFixture {
    static final String SPEND = "{\"event\":\"spend\",\"cost\":1,\"team_id\":\"t\"}";
    static final int LONGEST = 1 << 20;
    static final HttpLimits PATIENT = HttpLimits.STANDARD;

    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /** One that was forgotten would be collected, and its connections closed. */
    final NetClient netClient = vertx.createNetClient();

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final IntakeBudget budget = new IntakeBudget(1 << 17);
    final HeldIntake intake = new HeldIntake(vertx);
    final HeardFeeds heard = new HeardFeeds();
    final AtomicInteger asked = new AtomicInteger();

    @Nullable
    HttpIngest ingest;

    int port;

    HttpIngest start(@Nullable String token, HttpLimits limits) throws Exception {
        return start(token, limits, BudgetAlertTypes.standard());
    }

    HttpIngest start(@Nullable String token, HttpLimits limits, BudgetSubjects subjects) throws Exception {
        Http settings = new Http("127.0.0.1", 0, token == null ? null : Secret.of(token), null, LONGEST, false, null);
        HttpIngest starting = new HttpIngest(
                vertx,
                settings,
                new EventVocabulary(subjects, AlertType.publicNames()),
                budget,
                new HttpMetrics(registry),
                heard,
                InstantSource.system(),
                limits,
                null);
        Promise<HttpServer> listening = Promise.promise();
        vertx.runOnContext(ignored -> {
            Router router = Router.router(vertx);
            starting.mount(router);
            vertx.createHttpServer()
                    .requestHandler(request -> {
                        router.handle(request);
                        asked.incrementAndGet();
                    })
                    .listen(0, "127.0.0.1")
                    .onComplete(listening);
        });
        port = await(listening.future()).actualPort();
        ingest = starting;
        return starting;
    }

    void open() throws Exception {
        open(PATIENT);
    }

    void open(HttpLimits limits) throws Exception {
        start(null, limits).open(intake);
    }

    HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/events"))
                .timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> post(byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = request().POST(BodyPublishers.ofByteArray(body));
        return client.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String body, String... headers) throws Exception {
        return post(body.getBytes(StandardCharsets.UTF_8), headers);
    }

    double refused(String reason) {
        return registry.get("spendbell.requests.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    double events(String name) {
        return registry.get(name).tag("way", "http").counter().count();
    }

    static String answer(int accepted) {
        return new JsonObject()
                .put("accepted", accepted)
                .put("rejected", List.of())
                .encode();
    }

    /** A connection that speaks HTTP by hand; what comes back is gathered. */
    NetSocket connect(StringBuffer heard) throws Exception {
        NetSocket socket = await(netClient.connect(port, "127.0.0.1"));
        socket.handler(bytes -> heard.append(bytes.toString()));
        return socket;
    }

    HttpIngest ingest() {
        HttpIngest started = ingest;
        assertThat(started).isNotNull();
        return started;
    }

    HttpResponse<String> postTo(String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(20))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
