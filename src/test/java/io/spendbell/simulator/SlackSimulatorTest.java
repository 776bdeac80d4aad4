package io.spendbell.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SlackSimulatorTest {
    private static final String HELLO = "{\"text\":\"hello\"}";

    private final Vertx vertx = Vertx.vertx();
    private volatile Instant now = Instant.parse("2026-11-23T21:00:00Z");
    private final SlackSimulator slack = new SlackSimulator(vertx, SimulatorOptions.STRICT.withClock(() -> now));
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void start() throws Exception {
        await(slack.start());
    }

    @AfterEach
    void stop() throws Exception {
        await(slack.close());
        await(vertx.close());
    }

    @Test
    void a_message_is_answered_with_ok_and_kept() throws Exception {
        HttpResponse<String> response = post(slack.url(), HELLO);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("ok");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(slack.messages()).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo(HELLO);
            assertThat(message.arrivedAt()).isEqualTo(now);
            assertThat(message.status()).isEqualTo(200);
        });
        assertThat(slack.screen()).isEqualTo("┃ hello\n");
    }

    @Test
    void a_second_message_within_the_second_is_told_how_long_to_wait() throws Exception {
        post(slack.url(), HELLO);
        now = now.plusMillis(999);
        HttpResponse<String> early = post(slack.url(), HELLO);
        assertThat(early.statusCode()).isEqualTo(429);
        assertThat(early.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(slack.messages()).hasSize(1);

        now = now.plusMillis(1);
        assertThat(post(slack.url(), HELLO).statusCode()).isEqualTo(200);
        assertThat(slack.count(429)).isEqualTo(1);
        assertThat(slack.count(200)).isEqualTo(2);
    }

    @Test
    void each_url_has_a_pace_of_its_own() throws Exception {
        assertThat(post(slack.url("/services/T/B/one"), HELLO).statusCode()).isEqualTo(200);
        assertThat(post(slack.url("/services/T/B/two"), HELLO).statusCode()).isEqualTo(200);
    }

    @Test
    void what_breaks_a_rule_is_refused_and_does_not_count_for_the_pace() throws Exception {
        HttpResponse<String> refused = post(slack.url(), "{}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("no_text");
        assertThat(post(slack.url(), HELLO).statusCode()).isEqualTo(200);
        assertThat(slack.requests()).hasSize(2);
        assertThat(slack.messages()).hasSize(1);
    }

    @Test
    void a_form_field_called_payload_is_taken_too() throws Exception {
        assertThat(post(slack.url(), "payload=%7B%22text%22%3A%22a%20b%22%7D").statusCode())
                .isEqualTo(200);
        assertThat(slack.messages().get(0).body()).isEqualTo("{\"text\":\"a b\"}");
    }

    @Test
    void a_path_that_is_no_webhook_is_not_found_and_only_post_is_allowed() throws Exception {
        assertThat(post(slack.url("/services/T/B"), HELLO).body()).isEqualTo("no_service");
        HttpRequest get = HttpRequest.newBuilder(URI.create(slack.url())).build();
        assertThat(client.send(get, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    @Test
    void a_plain_webhook_takes_anything_at_any_pace() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(post(slack.plainUrl(), "{\"id\":\"a" + i + "\"}").statusCode())
                    .isEqualTo(200);
        }
        assertThat(slack.alertsSeen()).containsExactly("a0", "a1", "a2");
    }

    @Test
    void ids_in_small_print_are_the_alerts_seen() throws Exception {
        post(slack.url(), """
                {"text":"t","blocks":[
                 {"type":"section","text":{"type":"plain_text","text":"id no"}},
                 {"type":"context","elements":[{"type":"plain_text","text":"x"},{"type":"plain_text","text":"id a"}]},
                 {"type":"context","elements":[{"type":"plain_text","text":"ids b, c"}]}]}""");
        assertThat(slack.alertsSeen()).containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @EnumSource(SlackError.class)
    void it_answers_any_error_it_is_told_to(SlackError error) throws Exception {
        slack.next(Misbehaviour.error(error));
        HttpResponse<String> response = post(slack.url(), HELLO);
        assertThat(response.statusCode()).isEqualTo(error.status());
        assertThat(response.body()).isEqualTo(error.word());
        assertThat(slack.messages()).isEmpty();
        assertThat(post(slack.url(), HELLO).statusCode()).isEqualTo(200);
    }

    @Test
    void it_misbehaves_in_the_order_it_was_told() throws Exception {
        slack.next(
                Misbehaviour.rateLimited(30),
                Misbehaviour.rateLimitedUntil(Instant.parse("2026-12-01T08:09:10Z")),
                Misbehaviour.rateLimitedWithoutRetryAfter(),
                new Misbehaviour.Behave(),
                new Misbehaviour.Answer(503, "later", Map.of("Retry-After", "5")));
        assertThat(retryAfter(post(slack.url(), HELLO))).isEqualTo("30");
        assertThat(retryAfter(post(slack.url(), HELLO))).isEqualTo("Tue, 01 Dec 2026 08:09:10 GMT");
        assertThat(retryAfter(post(slack.url(), HELLO))).isEqualTo("none");
        assertThat(post(slack.url(), HELLO).body()).isEqualTo("ok");
        assertThat(post(slack.url(), HELLO).body()).isEqualTo("later");
        assertThat(slack.count(429)).isEqualTo(3);
    }

    @Test
    void it_misbehaves_always_until_it_is_told_to_behave() throws Exception {
        slack.alwaysAt("/services/T/B/x", Misbehaviour.error(SlackError.NO_SERVICE));
        String url = slack.url("/services/T/B/x");
        assertThat(post(url, HELLO).statusCode()).isEqualTo(404);
        assertThat(post(url, HELLO).statusCode()).isEqualTo(404);
        slack.behave();
        assertThat(post(url, HELLO).statusCode()).isEqualTo(200);
    }

    @Test
    void a_cut_connection_leaves_the_message_out_or_in() throws Exception {
        slack.next(new Misbehaviour.CutBefore(), new Misbehaviour.CutAfter(), new Misbehaviour.HalfAnswer());
        assertThatThrownBy(() -> post(slack.url(), "{\"text\":\"before\"}")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> post(slack.url(), "{\"text\":\"after\"}")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> post(slack.url(), "{\"text\":\"half\"}")).isInstanceOf(IOException.class);
        assertThat(slack.messages())
                .extracting(Received::body)
                .containsExactly("{\"text\":\"after\"}", "{\"text\":\"half\"}");
        assertThat(slack.count(Received.NO_ANSWER)).isEqualTo(3);
    }

    @Test
    void an_answer_that_never_comes_runs_into_the_senders_timeout() {
        slack.next(new Misbehaviour.Hang(), new Misbehaviour.AcceptThenHang());
        assertThatThrownBy(() -> post(slack.url(), HELLO, Duration.ofMillis(200)))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(slack.messages()).isEmpty();
        assertThatThrownBy(() -> post(slack.url(), HELLO, Duration.ofMillis(200)))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(slack.messages()).hasSize(1);
    }

    @Test
    void a_slow_answer_comes_after_the_message_is_accepted() throws Exception {
        slack.next(new Misbehaviour.Slow(Duration.ofMillis(300)));
        var answer = client.sendAsync(request(slack.url(), HELLO).build(), HttpResponse.BodyHandlers.ofString());
        await(slack.awaitMessages(1));
        assertThat(answer).isNotDone();
        assertThat(answer.get(5, TimeUnit.SECONDS).body()).isEqualTo("ok");
    }

    @Test
    void it_refuses_connections_until_it_comes_back_on_the_same_port() throws Exception {
        post(slack.url(), HELLO);
        int port = slack.port();
        await(slack.refuse());
        assertThatThrownBy(() -> post(slack.url(), HELLO)).isInstanceOf(IOException.class);
        await(slack.comeBack());
        assertThat(slack.port()).isEqualTo(port);
        now = now.plusSeconds(1);
        assertThat(post(slack.url(), HELLO).statusCode()).isEqualTo(200);
    }

    @Test
    void who_waits_for_messages_is_told_when_there_are_enough() throws Exception {
        var two = slack.awaitMessages(2);
        var three = slack.awaitRequests(3);
        post(slack.url(), HELLO);
        post(slack.url(), HELLO);
        assertThat(two.isComplete()).isFalse();
        now = now.plusSeconds(1);
        post(slack.url(), HELLO);
        assertThat(await(two)).hasSize(2);
        assertThat(await(three)).hasSize(3);
        assertThat(await(slack.awaitMessages(1))).hasSize(2);
    }

    @Test
    void a_listener_hears_of_every_accepted_message() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        slack.onAccepted(message -> heard.add(message.body()));
        post(slack.url(), "{}");
        post(slack.url(), HELLO);
        assertThat(heard).containsExactly(HELLO);
    }

    private HttpResponse<String> post(String url, String body) throws Exception {
        return post(url, body, Duration.ofSeconds(10));
    }

    private HttpResponse<String> post(String url, String body, Duration timeout) throws Exception {
        return client.send(request(url, body).timeout(timeout).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String url, String body) {
        return HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static String retryAfter(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(429);
        return response.headers().firstValue("Retry-After").orElse("none");
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
