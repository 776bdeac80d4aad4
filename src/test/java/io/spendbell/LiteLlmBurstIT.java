package io.spendbell;

import static io.spendbell.store.StoreFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.config.SpendbellConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * All that a LiteLLM proxy has gathered, posted at once as it does, on a connection for each: calls in its {@code log_format: single}, and its Slack
 * messages. It sends nothing a second time, so that all must be taken though it is more than may be under way together.
 */
@Timeout(60)
class LiteLlmBurstIT {
    private static final int CALLS = 512;
    private static final int MESSAGES = 500;
    private static final int PROMPT = 40_000;
    private static final SpendbellConfig CONFIG =
            ConfigLoader.parse("test", """
                general_settings: { alert_types: [llm_exceptions] }
                spendbell:
                  store: memory
                  ingest: { http: { port: 0 }, tcp: { port: 0 } }
                  budgets: [ { name: all, entity: proxy, max_budget: 1000 } ]
                """, Map.of(), Deployment.DAEMON).orThrow();

    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(20_000));
    private final Set<String> rang = ConcurrentHashMap.newKeySet();
    private final SpendbellVerticle spendbell = new SpendbellVerticle(
            CONFIG,
            new MutableClock(Instant.parse("2026-08-29T10:41:00Z")),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    private String deployment = "";

    @BeforeEach
    void start() throws Exception {
        vertx.eventBus()
                .<JsonObject>consumer(
                        "spendbell.alerts", alert -> rang.add(alert.body().getString("event_message")));
        deployment = get(vertx.deployVerticle(spendbell));
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.undeploy(deployment));
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
    }

    /** Opens a connection for each, then posts over all of them; what each was answered, head and body. */
    private List<String> postAtOnce(int count, String path, IntFunction<String> body) throws Exception {
        List<Future<NetSocket>> opening = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            opening.add(client.connect(spendbell.httpPort(), "127.0.0.1"));
        }
        List<NetSocket> sockets = get(Future.join(opening)).list();
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(post(sockets.get(i), path, body.apply(i)));
        }
        return get(Future.join(answers)).list();
    }

    private static Future<String> post(NetSocket socket, String path, String body) {
        Promise<String> answer = Promise.promise();
        Buffer heard = Buffer.buffer();
        socket.handler(bytes -> {
            heard.appendBuffer(bytes);
            String[] parts = heard.toString().split("\r\n\r\n", 2);
            if (parts.length == 2 && !parts[1].isEmpty()) {
                answer.tryComplete(heard.toString());
            }
        });
        socket.closeHandler(ignored -> answer.tryComplete("closed"));
        socket.write("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        return answer.future();
    }

    private String budgets() throws Exception {
        return get(client.connect(spendbell.httpPort(), "127.0.0.1").compose(socket -> {
            Promise<String> answer = Promise.promise();
            socket.handler(bytes -> answer.tryComplete(bytes.toString()));
            socket.write("GET /v1/budgets HTTP/1.1\r\nHost: x\r\n\r\n");
            return answer.future();
        }));
    }

    @Test
    void calls_that_are_posted_one_by_one_and_all_at_once_all_count() throws Exception {
        JsonObject call = new JsonObject(Files.readString(Path.of("src/test/resources/events/valid/litellm-call.json")))
                .put("messages", "x".repeat(PROMPT))
                .put("response_cost", 0.25);

        List<String> answers = postAtOnce(
                CALLS, "/v1/events", i -> call.copy().put("id", "call-" + i).encode());

        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("{\"accepted\":1,\"rejected\":[]}"));
        assertThat(budgets()).contains("\"spent\":128,");
    }

    @Test
    void messages_that_are_posted_all_at_once_all_ring() throws Exception {
        List<String> answers = postAtOnce(
                MESSAGES,
                "/services/T0/B0/X0?besides=calls",
                i -> "{\"text\":\"Alert type: `llm_exceptions`\\nLevel: `High`\\n\\nMessage: deployment " + i
                        + " is down\"}");

        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer).startsWith("HTTP/1.1 200").endsWith("ok"));
        eventually(() -> rang.size() >= MESSAGES);
        assertThat(rang).hasSize(MESSAGES).contains("deployment 0 is down", "deployment 499 is down");
    }
}
