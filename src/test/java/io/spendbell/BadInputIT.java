package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.BadInput.Column;
import io.spendbell.BadInput.Outcome;
import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.ingest.TcpClient;
import io.spendbell.redis.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each line of the tables in {@code docs/bad-input.md}, sent to one daemon by every way in. */
@Timeout(60)
class BadInputIT {
    private static final String SYNC = "\n{\"event\":\"sync\",\"id\":\"s\"}\n";
    private static final Buffer GOOD = Buffer.buffer("{\"event\":\"spend\",\"cost\":1}");
    private static final String TOO_LONG_A_MESSAGE = "{\"event\":\"spend\",\"cost\":1,\"padding\":\"⟨1048576×x⟩\"}";
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static TestRedis server;
    private static Redis redis;
    private static SpendbellVerticle daemon;

    static List<BadInput> overTcp() throws IOException {
        return BadInput.overTcp();
    }

    static List<BadInput> overHttp() throws IOException {
        return BadInput.overOthers(Column.HTTP);
    }

    static List<BadInput> asMessages() throws IOException {
        return BadInput.overOthers(Column.MESSAGES);
    }

    @BeforeAll
    static void start() throws Exception {
        server = TestRedis.start();
        redis = Redis.createClient(VERTX, server.uri());
        // Without reports: five ways times the largest cost are more in one day than a total may be.
        var config = ConfigLoader.parse("test", """
                general_settings: { alert_types: [budget_alerts, llm_exceptions] }
                spendbell:
                  store: memory
                  ingest:
                    tcp: { port: 0 }
                    http: { port: 0 }
                    redis: { uri: "%s", channels: [channel], streams: [stream] }
                """.formatted(server.uri()), Map.of(), Deployment.DAEMON);
        daemon = new SpendbellVerticle(
                config.orThrow(), InstantSource.system(), new PrintStream(new ByteArrayOutputStream()));
        get(VERTX.deployVerticle(daemon));
    }

    @AfterAll
    static void stop() throws Exception {
        get(VERTX.close());
        server.close();
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @ParameterizedTest
    @MethodSource("overTcp")
    void over_tcp_it_is_answered_with_its_reason(BadInput input) throws IOException {
        List<JsonObject> replies;
        try (TcpClient client = new TcpClient(daemon.tcpPort())) {
            replies = client.send(input.bytes())
                    .send(input.endsInLine() ? "" : SYNC)
                    .finish();
        }

        if (input.endsInLine()) {
            assertThat(replies).isEmpty();
            return;
        }
        int rejected = input.expected().isRejected() ? 1 : 0;
        assertThat(replies).hasSize(1 + rejected);
        if (rejected == 1) {
            assertThat(replies.get(0).getString("error"))
                    .matches(input.expected()::isReason, input.expected().toString());
            assertThat(replies.get(0).getInteger("line")).isEqualTo(1);
        }
        assertThat(replies.get(rejected))
                .isEqualTo(new JsonObject()
                        .put("synced", "s")
                        .put("accepted", 1 - rejected)
                        .put("rejected", rejected));
    }

    @Test
    void one_connection_may_send_all_of_them_and_goes_on() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<BadInput> inputs =
                overTcp().stream().filter(input -> !input.endsInLine()).toList();
        for (BadInput input : inputs) {
            all.write(input.bytes());
            all.write('\n');
        }
        try (TcpClient client = new TcpClient(daemon.tcpPort())) {
            JsonObject answer = client.send(all.toByteArray()).sync("all");

            long rejected = inputs.stream()
                    .filter(input -> input.expected().isRejected())
                    .count();
            assertThat(answer.getLong("rejected")).isEqualTo(rejected);
            assertThat(answer.getLong("accepted")).isEqualTo(inputs.size() - rejected);
            assertThat(rejected).isGreaterThan(60);
        }
    }

    @ParameterizedTest
    @MethodSource("overHttp")
    void over_http_it_is_answered_with_its_reason(BadInput input) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + daemon.httpPort() + "/v1/events"))
                        .POST(BodyPublishers.ofByteArray(input.bytes()))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(input.expected().isRejected() ? 400 : 200);
        assertIsAnswer(new JsonObject(answer.body()), input);
    }

    @ParameterizedTest
    @MethodSource("asMessages")
    void on_the_event_bus_it_is_answered_with_its_reason(BadInput input) {
        Future<Message<JsonObject>> asked = VERTX.eventBus().request("spendbell.events", Buffer.buffer(input.bytes()));

        if (input.line().equals(TOO_LONG_A_MESSAGE)) {
            assertThatThrownBy(() -> get(asked))
                    .cause()
                    .matches(refusal -> input.expected().isReason(String.valueOf(refusal.getMessage())), "the reason")
                    .hasFieldOrPropertyWithValue("failureCode", 413);
        } else {
            assertIsAnswer(get(asked).body(), input);
        }
    }

    static List<BadInput> asSlackMessages() throws IOException {
        return BadInput.asSlackMessages();
    }

    @ParameterizedTest
    @MethodSource("asSlackMessages")
    void as_a_message_to_slack_it_is_answered_as_slack_would(BadInput input) throws Exception {
        double before = metric("spendbell_events_accepted_total{way=\"http\"}");

        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + daemon.httpPort() + "/services/T0/B0/any"))
                        .POST(BodyPublishers.ofByteArray(input.bytes()))
                        .build(),
                BodyHandlers.ofString());

        String said = answer.statusCode() + " " + answer.body();
        if (input.expected().isRejected()) {
            assertThat(said)
                    .matches(input.expected()::isReason, input.expected().toString());
        } else {
            assertThat(said).isEqualTo("200 ok");
        }
        assertThat(metric("spendbell_events_accepted_total{way=\"http\"}") - before)
                .isEqualTo(input.expected().isAccepted() ? 1 : 0);
    }

    private static void assertIsAnswer(JsonObject answer, BadInput input) {
        JsonArray rejected = answer.getJsonArray("rejected");
        assertThat(answer.getInteger("accepted", 0)).isEqualTo(input.expected().isAccepted() ? 1 : 0);
        assertThat(rejected).hasSize(input.expected().isRejected() ? 1 : 0);
        if (input.expected().isRejected()) {
            assertThat(rejected.getJsonObject(0).getInteger("index")).isZero();
            assertThat(rejected.getJsonObject(0).getString("error"))
                    .matches(input.expected()::isReason, input.expected().toString());
        }
    }

    @ParameterizedTest
    @MethodSource("asMessages")
    void on_a_channel_it_is_counted_and_what_follows_is_taken(BadInput input) throws Exception {
        Counts before = Counts.of("redis");

        publish(Buffer.buffer(input.bytes()));
        publish(GOOD);

        Counts expected = before.plus(input.expected().outcome()).plus(Outcome.ACCEPTED);
        Counts.await("redis", expected);
    }

    private static void publish(Buffer message) {
        get(redis.send(Request.cmd(Command.PUBLISH).arg("channel").arg(message)));
    }

    @Test
    void in_a_stream_it_is_moved_to_the_dead_letters_with_its_reason_and_what_follows_is_taken() throws Exception {
        // Given
        Counts expected = Counts.of("redis_stream");
        Map<String, BadInput> entries = new HashMap<>();
        for (BadInput input : BadInput.overOthers(Column.STREAMS)) {
            entries.put(add(Buffer.buffer(input.bytes())), input);
            add(GOOD);
            expected = expected.plus(input.expected().outcome()).plus(Outcome.ACCEPTED);
        }

        // When
        Counts.await("redis_stream", expected);

        // Then
        for (Response letter : get(redis.send(
                Request.cmd(Command.XRANGE).arg("stream:dead").arg("-").arg("+")))) {
            Map<String, Response> fields = fields(letter.get(1));
            BadInput input = entries.remove(fields.get("entry").toString());
            assertThat(fields.get("reason").toString())
                    .as("the reason for %s", input)
                    .matches(input.expected()::isReason, input.expected().toString());
            byte[] kept = fields.get("event").toBytes();
            assertThat(input.bytes()).startsWith(kept);
            assertThat(kept).hasSize(Math.min(input.bytes().length, 65_536 - "event".length()));
        }
        assertThat(entries.values()).allMatch(input -> input.expected().isAccepted());
        assertThat(metric("spendbell_stream_parked_total{stream=\"stream\"}")).isGreaterThan(60);
    }

    private static String add(Buffer event) {
        return get(redis.send(Request.cmd(Command.XADD)
                        .arg("stream")
                        .arg("*")
                        .arg("event")
                        .arg(event)))
                .toString();
    }

    private static Map<String, Response> fields(Response flat) {
        Map<String, Response> fields = new HashMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
            fields.put(flat.get(i).toString(), flat.get(i + 1));
        }
        return fields;
    }

    /** What the daemon has counted of one way in. */
    private record Counts(double accepted, double rejected) {
        private static final long PAUSE_NANOS = 2_000_000;

        static Counts of(String way) throws Exception {
            return new Counts(
                    metric("spendbell_events_accepted_total{way=\"" + way + "\"}"),
                    metric("spendbell_events_rejected_total{way=\"" + way + "\"}"));
        }

        Counts plus(Outcome outcome) {
            return new Counts(
                    accepted + (outcome == Outcome.ACCEPTED ? 1 : 0), rejected + (outcome == Outcome.REJECTED ? 1 : 0));
        }

        static void await(String way, Counts expected) throws Exception {
            Counts now = of(way);
            while (now.accepted < expected.accepted || now.rejected < expected.rejected) {
                LockSupport.parkNanos(PAUSE_NANOS);
                now = of(way);
            }
            assertThat(now).isEqualTo(expected);
        }
    }

    private static double metric(String name) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + daemon.httpPort() + "/metrics"))
                                .build(),
                        BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }
}
