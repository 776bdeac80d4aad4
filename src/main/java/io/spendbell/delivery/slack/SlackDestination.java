package io.spendbell.delivery.slack;

import io.spendbell.delivery.Answer;
import io.spendbell.delivery.Destination;
import io.spendbell.delivery.HttpPoster;
import io.spendbell.delivery.Message;
import io.spendbell.delivery.Renderer;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** An incoming webhook of Slack, or of whatever takes the same messages: one message a second for each URL. */
public final class SlackDestination implements Destination {
    /** Slack's limit for incoming webhooks: https://docs.slack.dev/apis/web-api/rate-limits. */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    private final String name;
    private final Pace pace;
    private final HttpPoster poster;
    private final Renderer renderer;
    private final InstantSource clock;
    private final boolean isSlack;

    public SlackDestination(String name, Pace pace, HttpPoster poster, Renderer renderer, InstantSource clock) {
        this.name = name;
        this.pace = pace;
        this.poster = poster;
        this.renderer = renderer;
        this.clock = clock;
        this.isSlack = SlackAnswers.isSlack(poster.host());
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
        return 1;
    }

    @Override
    public boolean folds() {
        return true;
    }

    @Override
    public Future<Answer> post(Message message) {
        return poster.post(message.body(), Map.of(), reply -> SlackAnswers.read(reply, isSlack, clock.instant()));
    }

    @Override
    public Future<Void> close() {
        return poster.close();
    }
}
