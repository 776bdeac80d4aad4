package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spendbell.alert.AlertType;
import io.spendbell.alerting.HeardFeeds;
import io.spendbell.alerting.Intake;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.config.IngestConfig.Http;
import io.spendbell.config.Secret;
import io.spendbell.event.AlertEvent;
import io.spendbell.event.BudgetSubjects;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EventVocabulary;
import io.spendbell.event.Feed;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events over HTTP and real sockets, with an intake that the test holds in its hands. */
class HttpIngestIT {
    private static final String SPEND = "{\"event\":\"spend\",\"cost\":1,\"team_id\":\"t\"}";
    private static final int LONGEST = 1 << 20;
    private static final HttpLimits PATIENT = HttpLimits.STANDARD;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /** One that was forgotten would be collected, and its connections closed. */
    private final NetClient netClient = vertx.createNetClient();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final IntakeBudget budget = new IntakeBudget(1 << 17);
    private final HeldIntake intake = new HeldIntake(vertx);
    private final HeardFeeds heard = new HeardFeeds();
    private final AtomicInteger asked = new AtomicInteger();
    private @Nullable HttpIngest ingest;
    private int port;

    private HttpIngest start(@Nullable String token, HttpLimits limits) throws Exception {
        return start(token, limits, BudgetAlertTypes.standard());
    }

    private HttpIngest start(@Nullable String token, HttpLimits limits, BudgetSubjects subjects) throws Exception {
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

    private void open() throws Exception {
        open(PATIENT);
    }

    private void open(HttpLimits limits) throws Exception {
        start(null, limits).open(intake);
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void until(BooleanSupplier condition) throws Exception {
        Promise<Void> promise = Promise.promise();
        vertx.setPeriodic(5, timer -> {
            if (condition.getAsBoolean()) {
                vertx.cancelTimer(timer);
                promise.tryComplete();
            }
        });
        await(promise.future());
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/events"))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> post(byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = request().POST(BodyPublishers.ofByteArray(body));
        return client.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String body, String... headers) throws Exception {
        return post(body.getBytes(StandardCharsets.UTF_8), headers);
    }

    private double refused(String reason) {
        return registry.get("spendbell.requests.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private double events(String name) {
        return registry.get(name).tag("way", "http").counter().count();
    }

    private static String answer(int accepted) {
        return new JsonObject()
                .put("accepted", accepted)
                .put("rejected", List.of())
                .encode();
    }

    /** A connection that speaks HTTP by hand; what comes back is gathered. */
    private NetSocket connect(StringBuffer heard) throws Exception {
        NetSocket socket = await(netClient.connect(port, "127.0.0.1"));
        socket.handler(bytes -> heard.append(bytes.toString()));
        return socket;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "%s\n",
                "[%s]",
                "[null, %s ,null]",
                "\n\n%s\r\n",
                "{\n  \"event\": \"spend\",\n  \"cost\": 1,\n  \"team_id\": \"t\"\n}\n"
            })
    void takes_one_event_in_any_form_whatever_its_content_type_says(String form) throws Exception {
        open();

        for (String type : List.of("application/json", "application/x-ndjson", "text/plain")) {
            HttpResponse<String> response = post(form.replace("%s", SPEND), "Content-Type", type);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(answer(1));
        }
        assertThat(intake.taken).hasSize(3);
        assertThat(events("spendbell.events.accepted")).isEqualTo(3);
    }

    @Test
    void names_what_is_rejected_by_its_place_and_takes_the_rest() throws Exception {
        open();

        HttpResponse<String> response = post("[" + SPEND + ",null,{\"event\":\"spend\"},7," + SPEND + ",");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body())
                .isEqualTo("{\"accepted\":2,\"rejected\":[{\"index\":2,\"error\":\"cost: missing (expected: a"
                        + " number)\"},{\"index\":3,\"error\":\"item: not an object (expected: a JSON"
                        + " object)\"},{\"index\":5,\"error\":\"body: ends before the array does (expected: an"
                        + " array of JSON objects)\"}]}");
        assertThat(events("spendbell.events.rejected")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "oops", "{\"event\":\"spend\"}", "[7", "[{}]"})
    void a_body_without_any_event_is_a_bad_request(String body) throws Exception {
        open();

        HttpResponse<String> response = post(body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(response.body()).getString("error")).startsWith("body: no event in it");
        assertThat(new JsonObject(response.body()).getJsonArray("rejected")).isNotEmpty();
        assertThat(refused("unreadable")).isEqualTo(1);
    }

    @Test
    void an_array_of_nothing_is_answered_with_nothing() throws Exception {
        open();

        assertThat(post("[]").body()).isEqualTo(answer(0));
        assertThat(post("[null]").body()).isEqualTo(answer(0));
    }

    @Test
    void what_the_store_refuses_is_rejected_by_its_place() throws Exception {
        start(null, PATIENT)
                .open(events ->
                        Future.succeededFuture(new Intake.Reply(List.of(new Intake.Rejection(1, "cost: too much")))));

        assertThat(post("[null," + SPEND + "," + SPEND + "]").body())
                .isEqualTo("{\"accepted\":1,\"rejected\":[{\"index\":2,\"error\":\"cost: too much\"}]}");
    }

    @Test
    void answers_only_when_all_is_stored() throws Exception {
        open();
        intake.holds = true;
        StringBuffer heard = new StringBuffer();
        NetSocket socket = connect(heard);
        socket.write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: " + SPEND.length() + "\r\n\r\n" + SPEND);
        until(() -> intake.held.size() == 1);

        assertThat(heard.toString()).isEmpty();
        intake.letGo();

        until(() -> heard.toString().endsWith(answer(1)));
    }

    @Test
    void wants_the_token_where_there_is_one() throws Exception {
        start("s3cret", PATIENT).open(intake);

        for (String shown : List.of("Bearer wrong", "Bearer ", "Basic s3cret", "s3cret")) {
            HttpResponse<String> response = post(SPEND, "Authorization", shown);
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        }
        assertThat(post(SPEND).statusCode()).isEqualTo(401);
        assertThat(intake.taken).isEmpty();
        assertThat(refused("wrong_token")).isEqualTo(5);
        assertThat(post(SPEND, "Authorization", "bearer s3cret").statusCode()).isEqualTo(200);
    }

    @Test
    void another_method_is_not_for_this_path() throws Exception {
        open();

        HttpResponse<String> response = client.send(request().GET().build(), BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void inflates_gzip_and_refuses_other_encodings() throws Exception {
        open();
        HttpResponse<String> response =
                post(GzipInflaterTest.gzip((SPEND + "\n").repeat(20_000)), "Content-Encoding", "gzip");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(answer(20_000));
        assertThat(post(SPEND, "Content-Encoding", "br").statusCode()).isEqualTo(415);
        assertThat(post(SPEND, "Content-Encoding", "identity").statusCode()).isEqualTo(200);
    }

    @Test
    void damaged_gzip_is_a_bad_request_unless_events_came_before() throws Exception {
        open();
        byte[] whole = GzipInflaterTest.gzip((SPEND + "\n").repeat(100));

        HttpResponse<String> cut = post(Arrays.copyOf(whole, whole.length - 3), "Content-Encoding", "gzip");
        HttpResponse<String> foreign = post(SPEND, "Content-Encoding", "gzip");

        assertThat(cut.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(cut.body()).getInteger("accepted")).isEqualTo(100);
        assertThat(cut.body()).contains("its gzip ends early");
        assertThat(foreign.statusCode()).isEqualTo(400);
        assertThat(foreign.body()).contains("not gzip, or damaged");
    }

    @Test
    void a_body_is_bounded_as_it_is_sent_as_it_is_announced_and_as_it_is_inflated() throws Exception {
        open();
        String tooLong = " ".repeat(LONGEST + 1);

        HttpResponse<String> announced = post(tooLong);
        HttpResponse<String> sent = client.send(
                request()
                        .POST(BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(tooLong.getBytes(StandardCharsets.UTF_8))))
                        .build(),
                BodyHandlers.ofString());
        HttpResponse<String> inflated = post(GzipInflaterTest.gzip(" ".repeat(200 << 20)), "Content-Encoding", "gzip");

        for (HttpResponse<String> response : List.of(announced, sent, inflated)) {
            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(response.body()).contains("body: longer than allowed");
        }
        assertThat(refused("too_large")).isEqualTo(3);
    }

    @Test
    void before_it_opens_and_after_it_closes_senders_are_told_to_come_again() throws Exception {
        HttpIngest starting = start(null, PATIENT);
        HttpResponse<String> early = post(SPEND);
        starting.open(intake);
        assertThat(post(SPEND).statusCode()).isEqualTo(200);
        await(starting.close());
        HttpResponse<String> late = post(SPEND);

        for (HttpResponse<String> response : List.of(early, late)) {
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).contains("2");
        }
    }

    @Test
    void closing_refuses_what_is_not_read_and_waits_for_what_is() throws Exception {
        open();
        intake.holds = true;
        StringBuffer unread = new StringBuffer();
        connect(unread).write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n" + SPEND + "\n");
        until(() -> intake.held.size() == 1);
        StringBuffer read = new StringBuffer();
        connect(read)
                .write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: " + SPEND.length() + "\r\n\r\n" + SPEND);
        until(() -> intake.held.size() == 2);

        Future<Void> closed = ingest().close();
        until(() -> unread.toString().startsWith("HTTP/1.1 503"));

        assertThat(closed.isComplete()).isFalse();
        intake.letGo();
        await(closed);
        until(() -> read.toString().endsWith(answer(1)));
    }

    private HttpIngest ingest() {
        HttpIngest started = ingest;
        assertThat(started).isNotNull();
        return started;
    }

    @Test
    void where_the_store_takes_nothing_requests_wait_then_are_told_to_come_again() throws Exception {
        open(new HttpLimits(PATIENT.body(), PATIENT.room(), Duration.ofMillis(50), PATIENT.farewell()));
        intake.holds = true;

        HttpResponse<String> response = post(SPEND);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("store: has not taken the events");
        assertThat(refused("not_stored")).isEqualTo(1);
        intake.letGo();
        until(() -> events("spendbell.events.accepted") == 1);
    }

    @Test
    void a_long_body_is_not_read_further_than_may_be_under_way() throws Exception {
        open();
        intake.holds = true;
        String lines = (SPEND + "\n").repeat(20_000);
        StringBuffer heard = new StringBuffer();
        NetSocket socket = connect(heard);
        socket.write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: " + lines.length() + "\r\n\r\n");
        socket.write(lines);

        until(budget::isExhausted);
        int taken = intake.taken.size();
        Future<HttpResponse<String>> other = Future.fromCompletionStage(
                client.sendAsync(request().POST(BodyPublishers.ofString(SPEND)).build(), BodyHandlers.ofString()));
        Future<HttpResponse<String>> message = Future.fromCompletionStage(client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/services/x"))
                        .POST(BodyPublishers.ofString("{\"text\":\"x\"}"))
                        .build(),
                BodyHandlers.ofString()));

        assertThat(taken * (double) SPEND.length()).isLessThan((1 << 17) + 3 * 65_536.0);
        until(() -> asked.get() == 3);
        assertThat(other.isComplete() || message.isComplete()).isFalse();
        intake.letGo();
        until(() -> heard.toString().endsWith(answer(20_000)));
        assertThat(await(other).statusCode()).isEqualTo(200);
        assertThat(await(message).statusCode()).isEqualTo(200);
        assertThat(refused("full")).isZero();
        assertThat(budget.bytesUnderWay()).isZero();
    }

    @Test
    void what_inflates_to_more_than_may_be_under_way_waits_half_inflated() throws Exception {
        open();
        intake.holds = true;
        byte[] bytes = GzipInflaterTest.gzip((SPEND + "\n").repeat(20_000));
        StringBuffer heard = new StringBuffer();
        NetSocket socket = connect(heard);
        socket.write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: " + bytes.length
                + "\r\n\r\n");
        socket.write(Buffer.buffer(bytes));
        until(budget::isExhausted);

        assertThat(intake.taken.size() * (double) SPEND.length()).isLessThan((1 << 17) + 65_536.0);
        intake.letGo();

        until(() -> heard.toString().endsWith(answer(20_000)));
    }

    @Test
    void who_waits_too_long_for_room_is_told_to_come_again() throws Exception {
        open(new HttpLimits(PATIENT.body(), Duration.ofMillis(50), PATIENT.commit(), Duration.ofMillis(500)));
        intake.holds = true;
        String lines = (SPEND + "\n").repeat(20_000);
        StringBuffer heard = new StringBuffer();
        NetSocket socket = connect(heard);
        Promise<Void> closed = Promise.promise();
        socket.closeHandler(ignored -> closed.complete());
        socket.write(
                "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + lines.substring(0, 500_000));

        until(() -> heard.toString().startsWith("HTTP/1.1 503"));
        await(closed.future());

        intake.letGo();
        until(() -> budget.bytesUnderWay() == 0);
    }

    @Test
    void a_slow_body_is_cut_off_and_what_was_read_counts() throws Exception {
        open(new HttpLimits(Duration.ofMillis(100), PATIENT.room(), PATIENT.commit(), Duration.ofMillis(50)));
        StringBuffer heard = new StringBuffer();
        NetSocket socket = connect(heard);
        Promise<Void> closed = Promise.promise();
        socket.closeHandler(ignored -> closed.complete());
        socket.write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n" + SPEND + "\n{\"ev");

        until(() -> heard.toString().startsWith("HTTP/1.1 408"));
        await(closed.future());

        assertThat(intake.taken).hasSize(1);
    }

    @Test
    void a_client_that_is_gone_takes_nothing_with_it_but_its_unfinished_item() throws Exception {
        open();
        NetSocket socket = connect(new StringBuffer());
        socket.write("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n" + SPEND + "\n" + SPEND);
        until(() -> intake.taken.size() == 1);
        await(socket.close());

        await(ingest().close());
        assertThat(intake.taken).hasSize(1);
        assertThat(budget.bytesUnderWay()).isZero();
    }

    @Test
    void unfinished_items_are_bounded_over_all_requests_and_who_waits_too_long_is_told_to_come_again()
            throws Exception {
        start(null, new HttpLimits(PATIENT.body(), Duration.ofMillis(100), PATIENT.commit(), PATIENT.farewell()))
                .open(intake);
        String head = "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\n{\"a\":\"";
        String item = "x".repeat(1_000_000);
        StringBuffer heard = new StringBuffer();
        for (int i = 0; i < 20; i++) {
            connect(heard).write(head + item);
        }

        until(() -> heard.toString().contains("HTTP/1.1 503") && asked.get() == 20);

        assertThat(refused("full")).isBetween(1.0, 12.0);
    }

    @Test
    void unfinished_items_of_more_than_may_be_held_are_taken_in_turn() throws Exception {
        open();
        String text = "x".repeat(300_000);
        String call = "{\"event\":\"spend\",\"cost\":1,\"team_id\":\"t\",\"note\":\"" + text + "\"}";
        String head = "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: " + call.length() + "\r\n\r\n";
        List<StringBuffer> heard = new ArrayList<>();
        List<NetSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            StringBuffer answer = new StringBuffer();
            heard.add(answer);
            NetSocket socket = connect(answer);
            sockets.add(socket);
            socket.write(head + call.substring(0, 280_000));
        }
        until(() -> asked.get() == 100);
        sockets.forEach(socket -> socket.write(call.substring(280_000)));

        until(() -> heard.stream().allMatch(each -> each.toString().endsWith(answer(1))));
        assertThat(intake.taken).hasSize(100);
    }

    @Test
    void asks_for_a_body_only_where_it_wants_one() throws Exception {
        start("s3cret", PATIENT).open(intake);
        String head =
                "POST /v1/events HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: " + SPEND.length();
        StringBuffer refused = new StringBuffer();
        connect(refused).write(head + "\r\n\r\n");
        StringBuffer wanted = new StringBuffer();
        NetSocket socket = connect(wanted);
        socket.write(head + "\r\nAuthorization: Bearer s3cret\r\n\r\n");

        until(() -> refused.toString().startsWith("HTTP/1.1 401"));
        until(() -> wanted.toString().startsWith("HTTP/1.1 100"));
        socket.write(SPEND);
        until(() -> wanted.toString().endsWith(answer(1)));
    }

    private HttpResponse<String> postTo(String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(20))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void takes_slack_messages_and_answers_as_slack_does() throws Exception {
        open();
        String text = "Alert type: `llm_exceptions`\\nLevel: `High`\\nTimestamp: `12:00:01`\\n\\nMessage: gpt-5 + 500";
        String form = "payload=%7B%22text%22%3A+%22a+%2B+b%22%7D&x=y";

        HttpResponse<String> response = postTo("/services/T0/B0/X0", "{\"text\":\"" + text + "\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("ok");
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(postTo("/services/anything", form).body()).isEqualTo("ok");
        assertThat(intake.taken)
                .containsExactly(
                        new AlertEvent(null, null, EntityFields.NONE, "llm_exceptions", "High", "gpt-5 + 500"),
                        new AlertEvent(null, null, EntityFields.NONE, "llm_exceptions", "Medium", "a + b"));
        assertThat(events("spendbell.events.accepted")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_slack_message_whose_reading_fails_as_nobody_foresaw_is_refused_alone(boolean overflows) throws Exception {
        start(null, PATIENT, (type, group, fields) -> {
                    if (overflows) {
                        throw new StackOverflowError("on purpose");
                    }
                    throw new IllegalStateException("on purpose");
                })
                .open(intake);
        String message = "Alert type: `budget_alerts`\\nLevel: `High`\\n\\nMessage: Team Budget: Budget Crossed\\n\\n"
                + "*spend:* `81.5`\\n*event_group:* `team`\\n";

        HttpResponse<String> refused = postTo("/services/x", "{\"text\":\"" + message + "\"}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("invalid_payload");
        assertThat(postTo("/services/x", "{\"text\":\"x\"}").body()).isEqualTo("ok");
        assertThat(intake.taken).hasSize(1);
        until(() -> budget.bytesUnderWay() == 0);
    }

    @Test
    void notes_which_of_litellms_feeds_were_heard() throws Exception {
        open();
        assertThat(post(SPEND).statusCode()).isEqualTo(200);
        assertThat(List.of(Feed.values()))
                .allSatisfy(feed -> assertThat(heard.last(feed)).isEqualTo(Instant.MIN));

        Path samples = Path.of("src/test/resources/events/valid");
        post("[" + SPEND + "," + Files.readString(samples.resolve("litellm-call.json")) + "]");
        assertThat(heard.last(Feed.CALLS)).isAfter(Instant.MIN);
        assertThat(heard.last(Feed.WEBHOOKS)).isEqualTo(Instant.MIN);
        post(Files.readString(samples.resolve("litellm-webhook.json")));
        assertThat(heard.last(Feed.WEBHOOKS)).isAfter(Instant.MIN);
        assertThat(heard.last(Feed.MESSAGES)).isEqualTo(Instant.MIN);
        postTo("/services/x", "{\"text\":\"x\"}");
        assertThat(heard.last(Feed.MESSAGES)).isAfter(Instant.MIN);
    }

    @Test
    void refuses_slack_messages_as_slack_does() throws Exception {
        start("s3 cret", PATIENT).open(intake);

        assertThat(postTo("/services/T0/B0/s3%20cret", "{\"text\":\"x\"}").statusCode())
                .isEqualTo(200);
        for (String path : List.of("/services/wrong", "/services/", "/services/s3%20cret/x", "/services/%zz")) {
            StringBuffer heard = new StringBuffer();
            connect(heard).write("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\n{\"text\":\"x\"}");
            until(() -> heard.toString().startsWith("HTTP/1.1 4"));
            assertThat(heard.toString()).doesNotContain("s3 cret");
        }
        assertThat(intake.taken).hasSize(1);
        for (String body : List.of("{}", "{\"text\":\" \"}", "{\"text\":5}")) {
            HttpResponse<String> response = postTo("/services/s3%20cret", body);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).isEqualTo("no_text");
        }
        assertThat(postTo("/services/s3%20cret", "oops").body()).isEqualTo("invalid_payload");
        assertThat(postTo("/services/s3%20cret", " ".repeat(LONGEST + 1)).statusCode())
                .isEqualTo(413);
        assertThat(postTo("/services/wrong", "{\"text\":\"x\"}").body()).isEqualTo("invalid_token");
    }
}
