package io.spendbell.delivery.webhook;

import io.spendbell.delivery.Message;
import io.spendbell.delivery.Renderer;
import io.spendbell.store.Outbox.Delivery;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One alert, one message. */
public final class WebhookRenderer implements Renderer {
    private final @Nullable String environment;

    /** @param environment the deployment's name; null where it has none */
    public WebhookRenderer(@Nullable String environment) {
        this.environment = environment;
    }

    @Override
    public List<Message> pack(List<Delivery> deliveries, Instant now) {
        return deliveries.stream().map(this::message).toList();
    }

    /** Programs are not told of several alerts at once. */
    @Override
    public Message fold(List<Delivery> deliveries, Instant now) {
        throw new IllegalStateException("webhook: folds nothing (expected: pack)");
    }

    private Message message(Delivery delivery) {
        return new Message(WebhookEventJson.of(delivery, environment), List.of(delivery));
    }
}
