package io.spendbell.delivery.webhook;

import io.spendbell.delivery.Answer;
import io.spendbell.delivery.Destination;
import io.spendbell.delivery.HttpAnswers;
import io.spendbell.delivery.HttpPoster;
import io.spendbell.delivery.Message;
import io.spendbell.delivery.Renderer;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A program that takes alerts one by one; any 2xx is success. */
public final class WebhookDestination implements Destination {
    public static final int MOST_IN_FLIGHT = 8;

    private final String name;
    private final Pace pace;
    private final HttpPoster poster;
    private final @Nullable Signature signature;
    private final InstantSource clock;
    private final Renderer renderer;

    /**
     * A destination.
     *
     * @param pace without an interval: posts wait only when they are asked to
     * @param signature null signs nothing
     * @param environment the deployment's name; null where it has none
     */
    public WebhookDestination(
            String name,
            Pace pace,
            HttpPoster poster,
            @Nullable Signature signature,
            @Nullable String environment,
            InstantSource clock) {
        this.name = name;
        this.pace = pace;
        this.poster = poster;
        this.signature = signature;
        this.renderer = new WebhookRenderer(environment);
        this.clock = clock;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String host() {
        return poster.host();
    }

    @Override
    public Renderer renderer() {
        return renderer;
    }

    @Override
    public Pace pace() {
        return pace;
    }

    @Override
    public int mostInFlight() {
        return MOST_IN_FLIGHT;
    }

    @Override
    public boolean folds() {
        return false;
    }

    @Override
    public Future<Answer> post(Message message) {
        String id = message.deliveries().get(0).id().alertId();
        Map<String, String> headers =
                signature == null ? Map.of() : signature.headers(id, clock.instant(), message.body());
        return poster.post(
                message.body(),
                headers,
                reply -> HttpAnswers.isSuccess(reply)
                        ? new Answer.Accepted()
                        : HttpAnswers.unsuccessful(reply, clock.instant()));
    }

    @Override
    public Future<Void> close() {
        return poster.close();
    }
}
