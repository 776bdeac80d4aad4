package io.spendbell.delivery.console;

import io.spendbell.delivery.Message;
import io.spendbell.delivery.Presentation;
import io.spendbell.delivery.Renderer;
import io.spendbell.delivery.text.AlertText;
import io.spendbell.store.Outbox.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Plain text, an empty line between two alerts. */
public final class ConsoleRenderer implements Renderer {
    private final Presentation presentation;

    public ConsoleRenderer(Presentation presentation) {
        this.presentation = presentation;
    }

    @Override
    public List<Message> pack(List<Delivery> deliveries, Instant now) {
        return deliveries.isEmpty() ? List.of() : List.of(fold(deliveries, now));
    }

    @Override
    public Message fold(List<Delivery> deliveries, Instant now) {
        String text = deliveries.stream()
                .map(delivery -> AlertText.of(delivery, presentation, now).plain())
                .collect(Collectors.joining("\n\n", "", "\n"));
        return new Message(text, deliveries);
    }
}
