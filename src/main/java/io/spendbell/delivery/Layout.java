package io.spendbell.delivery;

import io.spendbell.store.FaultLog;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lays out messages, without those deliveries on which that fails: a renderer that throws is a fault of Spendbell's own, which is to
 * keep back nothing else. Confined to one context.
 */
final class Layout {
    private static final FaultLog FAULTS = new FaultLog();

    private final Destination destination;
    private final int mostMessages;
    private final Suspects suspects;
    private final InstantSource clock;

    /** @param mostMessages of more than these, alerts of one type and level share one, where the destination folds at all */
    Layout(Destination destination, int mostMessages, Suspects suspects, InstantSource clock) {
        this.destination = destination;
        this.mostMessages = destination.folds() ? mostMessages : Integer.MAX_VALUE;
        this.suspects = suspects;
        this.clock = clock;
    }

    /**
     * What can be told, and what cannot.
     *
     * @param messages in the order in which they are to be posted
     * @param failed each of which fails by itself
     */
    record Laid(List<Message> messages, List<Delivery> failed) {}

    Laid of(List<Delivery> deliveries) {
        try {
            return new Laid(planned(deliveries), List.of());
        } catch (RuntimeException | StackOverflowError e) {
            FAULTS.tell("Alerts for " + destination.name() + " could not be laid out; those at fault are parked", e);
            return together(deliveries, apart(deliveries));
        }
    }

    /** What is left is laid out together once more, so that one at fault does not have the others told in more messages. */
    private Laid together(List<Delivery> deliveries, Laid apart) {
        Set<DeliveryId> failed = apart.failed().stream().map(Delivery::id).collect(Collectors.toSet());
        List<Delivery> good = deliveries.stream()
                .filter(delivery -> !failed.contains(delivery.id()))
                .toList();
        try {
            return new Laid(good.isEmpty() ? List.of() : planned(good), apart.failed());
        } catch (RuntimeException | StackOverflowError e) {
            return apart;
        }
    }

    private Laid apart(List<Delivery> deliveries) {
        try {
            return new Laid(planned(deliveries), List.of());
        } catch (RuntimeException | StackOverflowError e) {
            if (deliveries.size() == 1) {
                return new Laid(List.of(), deliveries);
            }
        }
        int middle = deliveries.size() / 2;
        Laid first = apart(deliveries.subList(0, middle));
        Laid second = apart(deliveries.subList(middle, deliveries.size()));
        return new Laid(both(first.messages(), second.messages()), both(first.failed(), second.failed()));
    }

    /** Fails where the renderer does. */
    private List<Message> planned(List<Delivery> deliveries) {
        return Plan.messages(destination.renderer(), mostMessages, deliveries, suspects, clock.instant());
    }

    private static <T> List<T> both(List<T> first, List<T> second) {
        List<T> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }
}
