package io.spendbell.delivery;

import static io.spendbell.delivery.DeliveryFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.ClosedPort;
import io.spendbell.delivery.HttpPoster.Reply;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpPosterTest {
    private static final int MEGABYTE = 1 << 20;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicReference<Reply> reply = new AtomicReference<>();
    private volatile Handler<HttpServerRequest> behaviour =
            request -> request.response().end("ok");
    private HttpServer server;

    @BeforeEach
    void listen() {
        server = get(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    requests.add(request.method() + " " + request.getHeader("Host") + request.uri() + " "
                            + request.getHeader("Content-Type") + " " + request.getHeader("X-Given") + " " + body);
                    behaviour.handle(request);
                }))
                .listen(0, "127.0.0.1"));
    }

    @AfterEach
    void close() {
        get(vertx.close());
    }

    private Answer post(String host, AllowedHosts allowed, Duration answerWithin, Function<Reply, Answer> read) {
        URI url = URI.create("http://" + host + ":" + server.actualPort() + "/secret%20path?token=s3cr%26t");
        HttpPoster poster = new HttpPoster(vertx, url, allowed, 1, answerWithin);
        return get(poster.post("{\"text\":\"ä\"}", Map.of("X-Given", "yes"), read));
    }

    private Answer read(Reply received) {
        reply.set(received);
        return new Answer.Accepted();
    }

    private Answer post(Duration answerWithin) {
        return post("127.0.0.1", new AllowedHosts(Set.of("127.0.0.1"), true), answerWithin, this::read);
    }

    private Answer post() {
        return post(DeliveryFixture.PATIENT);
    }

    @Test
    void posts_body_headers_path_and_query_as_they_are() {
        assertThat(post()).isEqualTo(new Answer.Accepted());

        assertThat(requests)
                .containsExactly("POST 127.0.0.1:" + server.actualPort()
                        + "/secret%20path?token=s3cr%26t application/json; charset=utf-8 yes {\"text\":\"ä\"}");
        assertThat(reply.get()).isEqualTo(new Reply(200, null, "ok"));
    }

    @Test
    void a_lookup_that_hangs_keeps_one_thread_however_many_posts_wait_for_it() {
        // Given
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger lookups = new AtomicInteger();
        HttpPoster poster = new HttpPoster(
                vertx,
                URI.create("http://127.0.0.1:" + server.actualPort() + "/"),
                new AllowedHosts(Set.of("127.0.0.1"), true),
                1,
                DeliveryFixture.PATIENT,
                host -> {
                    lookups.incrementAndGet();
                    awaitQuietly(answer);
                    return new InetAddress[] {InetAddress.getLoopbackAddress()};
                });
        Context context = vertx.getOrCreateContext();
        List<Future<Answer>> posts = new CopyOnWriteArrayList<>();

        // When
        Promise<Void> begun = Promise.promise();
        context.runOnContext(ignored -> {
            for (int i = 0; i < 30; i++) {
                posts.add(poster.post("{}", Map.of(), this::read));
            }
            begun.complete();
        });
        get(begun.future());
        answer.countDown();

        // Then
        posts.forEach(post -> assertThat(get(post)).isEqualTo(new Answer.Accepted()));
        assertThat(lookups).hasValue(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void the_name_stays_in_the_host_header_though_the_address_is_connected_to() {
        post("localhost", new AllowedHosts(Set.of("localhost"), true), DeliveryFixture.PATIENT, this::read);

        assertThat(requests)
                .singleElement()
                .satisfies(request -> assertThat(request).startsWith("POST localhost:" + server.actualPort() + "/"));
    }

    @Test
    void a_name_that_leads_to_loopback_is_refused_unless_it_was_listed() {
        Answer answer =
                post("localhost", new AllowedHosts(Set.of("localhost"), false), DeliveryFixture.PATIENT, this::read);

        assertThat(answer).isInstanceOf(Answer.Failed.class);
        assertThat(answer.reason()).contains("localhost").contains("allowed_hosts");
        assertThat(requests).isEmpty();
    }

    @Test
    void a_host_that_is_not_allowed_is_not_connected_to() {
        Answer answer =
                post("127.0.0.1", new AllowedHosts(Set.of("localhost"), true), DeliveryFixture.PATIENT, this::read);

        assertThat(answer).isInstanceOf(Answer.Failed.class);
        assertThat(requests).isEmpty();
    }

    @Test
    void no_redirect_is_followed() {
        behaviour = request -> request.response()
                .setStatusCode(307)
                .putHeader("Location", "/elsewhere")
                .end();

        post();

        assertThat(requests).hasSize(1);
        assertThat(reply.get().status()).isEqualTo(307);
    }

    @Test
    void of_a_long_answer_the_beginning_is_read() {
        behaviour = request -> request.response()
                .setStatusCode(404)
                .putHeader("Retry-After", "7")
                .end(Buffer.buffer("x".repeat(MEGABYTE)));

        post();

        assertThat(reply.get().status()).isEqualTo(404);
        assertThat(reply.get().retryAfter()).isEqualTo("7");
        assertThat(reply.get().body()).hasSize(65_536);
    }

    @Test
    void an_answer_without_end_is_lost_in_time() {
        behaviour = request -> {
            request.response().setChunked(true);
            vertx.setPeriodic(20, ignored -> request.response().write("more"));
        };

        Answer answer = post(Duration.ofMillis(300));

        assertThat(answer).isInstanceOf(Answer.Lost.class);
    }

    @Test
    void no_answer_is_lost_in_time_and_frees_the_connection() {
        // Given
        URI url = URI.create("http://127.0.0.1:" + server.actualPort() + "/");
        HttpPoster poster =
                new HttpPoster(vertx, url, new AllowedHosts(Set.of("127.0.0.1"), true), 1, Duration.ofMillis(300));
        behaviour = request -> {};

        // When
        Answer first = get(poster.post("{}", Map.of(), this::read));
        behaviour = request -> request.response().end("ok");
        Answer second = get(poster.post("{}", Map.of(), this::read));

        // Then
        assertThat(first).isInstanceOf(Answer.Lost.class);
        assertThat(second).isEqualTo(new Answer.Accepted());
    }

    @Test
    void a_cut_connection_is_a_lost_answer_but_a_refused_one_a_failure() throws Exception {
        behaviour = request -> request.connection().close();
        assertThat(post()).isInstanceOf(Answer.Lost.class);

        try (ClosedPort closed = ClosedPort.open()) {
            URI url = URI.create("http://127.0.0.1:" + closed.number() + "/secret");
            HttpPoster poster =
                    new HttpPoster(vertx, url, new AllowedHosts(Set.of("127.0.0.1"), true), 1, DeliveryFixture.PATIENT);
            Answer refused = get(poster.post("{}", Map.of(), this::read));
            assertThat(refused).isInstanceOf(Answer.Failed.class);
            assertThat(refused.reason()).doesNotContain("secret");
        }
    }

    @Test
    void a_reader_that_fails_does_not_leave_the_post_unanswered() {
        Answer answer =
                post("127.0.0.1", new AllowedHosts(Set.of("127.0.0.1"), true), DeliveryFixture.PATIENT, received -> {
                    throw new IllegalStateException("odd answer");
                });

        assertThat(answer).isEqualTo(new Answer.Lost("odd answer"));
    }

    @Test
    void an_answer_that_is_not_utf_8_is_read_all_the_same() {
        behaviour = request -> request.response().end(Buffer.buffer("\u00ff".getBytes(StandardCharsets.ISO_8859_1)));

        assertThat(post()).isEqualTo(new Answer.Accepted());
        assertThat(reply.get().body()).isEqualTo("\ufffd");
    }
}
