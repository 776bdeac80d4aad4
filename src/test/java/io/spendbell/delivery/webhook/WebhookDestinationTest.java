package io.spendbell.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.delivery.AllowedHosts;
import io.spendbell.delivery.Answer;
import io.spendbell.delivery.Destination.Pace;
import io.spendbell.delivery.HttpPoster;
import io.spendbell.delivery.Message;
import io.spendbell.delivery.text.Alerts;
import io.spendbell.simulator.Misbehaviour;
import io.spendbell.simulator.Received;
import io.spendbell.simulator.SimulatorOptions;
import io.spendbell.simulator.SlackSimulator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookDestinationTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final Vertx vertx = Vertx.vertx();
    private final SlackSimulator program = new SlackSimulator(vertx, SimulatorOptions.STRICT);
    private final Message message = new WebhookRenderer(null)
            .pack(List.of(Alerts.delivery(Alerts.team("id-1", "900", Alerts.threshold("0.85")))), Alerts.NOW)
            .get(0);

    @BeforeEach
    void open() throws Exception {
        await(program.start());
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private Answer post(Signature signature) throws Exception {
        HttpPoster poster = new HttpPoster(
                vertx,
                URI.create(program.plainUrl()),
                new AllowedHosts(Set.of("127.0.0.1"), true),
                8,
                Duration.ofSeconds(10));
        Pace pace = new Pace("program", Duration.ZERO);
        return await(new WebhookDestination("program", pace, poster, signature, null, () -> Alerts.NOW).post(message));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void a_signed_post_can_be_verified_by_what_was_sent() throws Exception {
        post(new Signature(SECRET));

        Received received = program.requests().get(0);
        assertThat(received.headers().get("webhook-id")).isEqualTo("id-1");
        assertThat(received.headers().get("webhook-timestamp")).isEqualTo("1795467480");
        assertThat(received.headers().get("webhook-signature"))
                .isEqualTo(new Signature(SECRET)
                        .headers("id-1", Alerts.NOW, received.body())
                        .get("webhook-signature"));
    }

    @Test
    void without_a_secret_nothing_is_signed() throws Exception {
        post(null);

        assertThat(program.requests().get(0).headers().names()).noneMatch(name -> name.startsWith("webhook-"));
    }

    @ParameterizedTest
    @CsvSource({
        "200, accepted",
        "201, accepted",
        "202, accepted",
        "204, accepted",
        "302, failed",
        "400, refused",
        "404, down",
        "500, failed"
    })
    void any_status_of_success_will_do(int status, String label) throws Exception {
        program.nextAt("/hooks/simulated", Misbehaviour.answer(status, ""));

        assertThat(post(null).label()).isEqualTo(label);
    }
}
