package io.spendbell.delivery;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.event.Usd;
import io.spendbell.store.Outbox.Delivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which messages tell of which deliveries. Pure. */
final class Plan {
    /** So many deliveries that all say something else fill more messages than are let through; the rest need not be laid out. */
    private static final int SAMPLE = 500;

    private Plan() {}

    /**
     * The messages for deliveries that wait together, in the order in which they are to be posted: last the suspects, each
     * with no more than may share its message.
     *
     * @param mostMessages where it would be more, alerts of one type and level share one
     */
    static List<Message> messages(
            Renderer renderer, int mostMessages, List<Delivery> deliveries, Suspects suspects, Instant now) {
        Map<Integer, List<Delivery>> bySize = new TreeMap<>(Comparator.reverseOrder());
        for (Delivery delivery : deliveries) {
            bySize.computeIfAbsent(suspects.mostTogether(delivery.id()), size -> new ArrayList<>())
                    .add(delivery);
        }
        List<Message> messages = new ArrayList<>();
        bySize.forEach((size, alike) -> {
            for (int at = 0; at < alike.size(); at += size) {
                List<Delivery> together = alike.subList(at, at + Math.min(size, alike.size() - at));
                messages.addAll(withDigests(renderer, mostMessages, together, now));
            }
        });
        return messages;
    }

    /** What is told at once first, then each digest by itself. */
    private static List<Message> withDigests(
            Renderer renderer, int mostMessages, List<Delivery> deliveries, Instant now) {
        List<Delivery> atOnce = new ArrayList<>();
        Map<Digest, List<Delivery>> digests = new LinkedHashMap<>();
        for (Delivery delivery : deliveries) {
            Alert alert = delivery.alert();
            AlertWindow.Span window = alert.digest();
            List<Delivery> together = window == null
                    ? atOnce
                    : digests.computeIfAbsent(new Digest(alert.type(), window), digest -> new ArrayList<>());
            together.add(delivery);
        }
        List<Message> messages = new ArrayList<>();
        if (!atOnce.isEmpty()) {
            messages.addAll(messages(renderer, mostMessages, atOnce, now));
        }
        for (List<Delivery> digest : digests.values()) {
            List<Message> told = renderer.digest(digest, now);
            messages.addAll(told.size() <= mostMessages ? told : folded(renderer, digest, now));
        }
        return messages;
    }

    private record Digest(AlertType type, AlertWindow.Span window) {}

    private static List<Message> messages(Renderer renderer, int mostMessages, List<Delivery> deliveries, Instant now) {
        if (deliveries.size() <= mostMessages) {
            return renderer.pack(deliveries, now);
        }
        List<Delivery> sample = deliveries.subList(0, Math.min(SAMPLE, deliveries.size()));
        List<Message> messages = renderer.pack(sample, now);
        if (messages.size() <= mostMessages && sample.size() < deliveries.size()) {
            messages = renderer.pack(deliveries, now);
        }
        return messages.size() <= mostMessages ? messages : folded(renderer, deliveries, now);
    }

    private static List<Message> folded(Renderer renderer, List<Delivery> deliveries, Instant now) {
        Map<Group, List<Delivery>> groups = new LinkedHashMap<>();
        for (Delivery delivery : deliveries) {
            Alert alert = delivery.alert();
            groups.computeIfAbsent(new Group(alert.type(), alert.level()), group -> new ArrayList<>())
                    .add(delivery);
        }
        List<Message> messages = new ArrayList<>();
        for (List<Delivery> group : groups.values()) {
            group.sort(Comparator.comparingDouble(Plan::shareUsed).reversed());
            messages.addAll(group.size() == 1 ? renderer.pack(group, now) : List.of(renderer.fold(group, now)));
        }
        return messages;
    }

    private record Group(AlertType type, Level level) {}

    private static double shareUsed(Delivery delivery) {
        Alert.BudgetFacts budget = delivery.alert().budget();
        if (budget == null) {
            return 0;
        }
        Usd limit = budget.maxBudget() == null ? budget.amount() : budget.maxBudget();
        return limit.nanos() <= 0 ? Double.MAX_VALUE : (double) budget.spend().nanos() / limit.nanos();
    }
}
