package io.spendbell.store.standin;

import io.spendbell.alert.Alert;
import io.spendbell.alert.Alert.BudgetFacts;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.event.Entity;
import io.spendbell.store.Batch;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.redis.DecidedAlone;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was decided alone and is to be told to Redis, by occasion: an alert that is raised again on the same one, because its
 * batch is planned anew, is the same alert. Bounded by the batches that wait, and by {@link #MOST_DELIVERED}. Safe for use from
 * any thread.
 */
final class Decisions implements DecidedAlone {
    private static final int MOST_DELIVERED = 100_000;

    private final Map<String, Alert> alerts = new HashMap<>();
    private final Set<DeliveryId> delivered = new LinkedHashSet<>();
    private final Set<Batch> waiting = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Notes that a batch was decided and waits for Redis, with what it raised. */
    synchronized void decided(Batch batch, Collection<Alert> raised) {
        waiting.add(batch);
        raised.forEach(this::remember);
    }

    /** Alerts that Redis may have already are to be the same here. */
    synchronized void remember(Alert alert) {
        alerts.putIfAbsent(occasion(alert), alert);
        AlertKey key = key(alert);
        if (key != null && key.window().equals(AlertWindow.ROLLING)) {
            alerts.putIfAbsent(inAnyWindow(key), alert);
        }
    }

    synchronized boolean isDecided(Batch batch) {
        return waiting.contains(batch);
    }

    /** Redis has a batch. Once it has all of them, nothing is raised again. */
    synchronized void committed(Batch batch) {
        if (waiting.remove(batch) && waiting.isEmpty()) {
            alerts.clear();
        }
    }

    synchronized void delivered(DeliveryId id) {
        if (delivered.size() == MOST_DELIVERED) {
            delivered.remove(delivered.iterator().next());
        }
        delivered.add(id);
    }

    @Override
    public synchronized Alert insteadOf(Alert alert) {
        Alert same = known(alert);
        return same == null ? alert : same;
    }

    synchronized boolean isKnown(Alert alert) {
        return known(alert) != null;
    }

    @Override
    public synchronized boolean isDelivered(DeliveryId id) {
        return delivered.contains(id);
    }

    private @Nullable Alert known(Alert alert) {
        if (alerts.isEmpty()) {
            return null;
        }
        Alert same = alerts.get(occasion(alert));
        AlertKey key = same == null ? key(alert) : null;
        return key == null ? same : alerts.get(inAnyWindow(key));
    }

    /** The claim's key where the alert is about a budget; else what it says of whom, or its own id. */
    private static String occasion(Alert alert) {
        AlertKey key = key(alert);
        if (key != null) {
            return key.canonical();
        }
        return alert.entity() == null
                ? alert.id()
                : alert.type().wireName() + '|' + alert.entity() + '|' + alert.message();
    }

    /** A rule whose window this process did not know may have rung in one that Redis knows. */
    private static String inAnyWindow(AlertKey key) {
        return "any|" + key.in(AlertWindow.ROLLING).canonical();
    }

    private static @Nullable AlertKey key(Alert alert) {
        BudgetFacts facts = alert.budget();
        Entity entity = alert.entity();
        return facts == null || entity == null
                ? null
                : new AlertKey(alert.type(), entity, facts.source(), facts.rule(), facts.amount(), facts.window());
    }
}
