package io.spendbell.delivery.console;

import io.spendbell.delivery.Message;
import io.spendbell.delivery.Presentation;
import io.spendbell.delivery.Renderer;
import io.spendbell.delivery.text.AlertText;
import io.spendbell.delivery.text.DigestText;
import io.spendbell.store.Outbox.Delivery;
import java.time.Instant;
import java.util.ArrayList;
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

    @Override
    public List<Message> digest(List<Delivery> deliveries, Instant now) {
        DigestText text = DigestText.of(deliveries, presentation, now);
        List<String> lines = new ArrayList<>(List.of(text.headline(), text.period()));
        text.lines().forEach(line -> lines.add("• " + line.words()));
        lines.addAll(text.notes());
        return List.of(new Message(String.join("\n", lines) + "\n", deliveries));
    }
}
