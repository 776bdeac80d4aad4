package io.spendbell.delivery.webhook;

import io.spendbell.delivery.Message;
import io.spendbell.delivery.Renderer;
import io.spendbell.store.Outbox.Delivery;
import java.time.Instant;
import java.util.List;

/** One alert, one message. */
public final class WebhookRenderer implements Renderer {
    @Override
    public List<Message> pack(List<Delivery> deliveries, Instant now) {
        return deliveries.stream().map(WebhookRenderer::message).toList();
    }

    /** Programs are not told of several alerts at once. */
    @Override
    public Message fold(List<Delivery> deliveries, Instant now) {
        throw new IllegalStateException("webhook: folds nothing (expected: pack)");
    }

    private static Message message(Delivery delivery) {
        return new Message(WebhookEventJson.of(delivery), List.of(delivery));
    }
}
