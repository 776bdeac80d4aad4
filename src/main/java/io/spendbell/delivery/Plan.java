package io.spendbell.delivery;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.event.Usd;
import io.spendbell.store.Outbox.Delivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which messages tell of which deliveries. Pure. */
final class Plan {
    /** So many deliveries fill more messages than are let through, whatever they say; the rest need not be laid out. */
    private static final int SAMPLE = 1_000;

    private Plan() {}

    /**
     * The messages for deliveries that wait together, in the order in which they are to be posted.
     *
     * @param mostMessages where it would be more, and the destination folds, alerts of one type and level share one
     */
    static List<Message> messages(
            Renderer renderer, boolean folds, int mostMessages, List<Delivery> deliveries, Instant now) {
        boolean isMany = folds && deliveries.size() > mostMessages;
        List<Delivery> sample = isMany && deliveries.size() > SAMPLE ? deliveries.subList(0, SAMPLE) : deliveries;
        List<Message> messages = renderer.pack(sample, now);
        if (isMany && messages.size() > mostMessages) {
            return folded(renderer, deliveries, now);
        }
        return sample.size() == deliveries.size() ? messages : renderer.pack(deliveries, now);
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
