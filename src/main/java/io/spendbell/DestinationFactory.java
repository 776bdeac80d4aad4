package io.spendbell;

import io.spendbell.config.DeliveryConfig;
import io.spendbell.config.DestinationConfig;
import io.spendbell.config.Secret;
import io.spendbell.delivery.AllowedHosts;
import io.spendbell.delivery.Destination;
import io.spendbell.delivery.Destination.Pace;
import io.spendbell.delivery.HttpPoster;
import io.spendbell.delivery.Presentation;
import io.spendbell.delivery.console.ConsoleDestination;
import io.spendbell.delivery.slack.SlackDestination;
import io.spendbell.delivery.slack.SlackRenderer;
import io.spendbell.delivery.webhook.Signature;
import io.spendbell.delivery.webhook.WebhookDestination;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;

/** Makes destinations from their configuration: one line a kind. */
public final class DestinationFactory {
    private static final Duration POST_TIMEOUT = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final AllowedHosts allowed;
    private final Presentation presentation;
    private final InstantSource clock;
    private final PrintStream console;

    public DestinationFactory(
            Vertx vertx, DeliveryConfig config, Presentation presentation, InstantSource clock, PrintStream console) {
        this.vertx = vertx;
        this.allowed = new AllowedHosts(config.allowedHosts(), config.hostsListed());
        this.presentation = presentation;
        this.clock = clock;
        this.console = console;
    }

    public Destination make(DestinationConfig config) {
        if (config instanceof DestinationConfig.Slack slack) {
            return new SlackDestination(
                    slack.name(),
                    pace(slack.url(), SlackDestination.INTERVAL),
                    poster(slack.url(), 1),
                    new SlackRenderer(presentation),
                    clock);
        }
        if (config instanceof DestinationConfig.Webhook webhook) {
            Secret secret = webhook.secret();
            return new WebhookDestination(
                    webhook.name(),
                    pace(webhook.url(), Duration.ZERO),
                    poster(webhook.url(), WebhookDestination.MOST_IN_FLIGHT),
                    secret == null ? null : new Signature(secret.reveal()),
                    presentation.environment(),
                    clock);
        }
        return new ConsoleDestination(config.name(), presentation, console);
    }

    private HttpPoster poster(Secret url, int inFlight) {
        return new HttpPoster(vertx, URI.create(url.reveal()), allowed, inFlight, POST_TIMEOUT);
    }

    /** A URL's pace goes by a digest of it, which stores may show. */
    private static Pace pace(Secret url, Duration interval) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(url.reveal().getBytes(StandardCharsets.UTF_8));
            return new Pace(HexFormat.of().formatHex(digest, 0, 16), interval);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
