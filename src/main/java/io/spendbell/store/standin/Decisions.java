package io.spendbell.store.standin;

import io.spendbell.alert.Alert;
import io.spendbell.alert.Alert.BudgetFacts;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.event.Entity;
import io.spendbell.store.Batch;
import io.spendbell.store.Judge;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.spendbell.store.Raise;
import io.spendbell.store.Standing;
import io.spendbell.store.redis.DecidedAlone;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is decided without Redis and is to be told to it, over any number of outages, until Redis has all of it. An alert that a
 * claim raises again on the same occasion, because its batch is planned anew, is the same alert, and its deliveries go on as they
 * stand. Bounded by the batches that wait, which are those that were not acknowledged. Safe for use from any thread.
 */
final class Decisions implements DecidedAlone {
    /** Of the alerts that Redis may have without having said so, how many deliveries are remembered for good. */
    private static final int MOST_UNSURE = 1_000;

    private final IdentityHashMap<Batch, Waiting> waiting = new IdentityHashMap<>();
    private final Map<String, Alert> alerts = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private final Map<DeliveryId, Standing> standings = new HashMap<>();
    private final Set<String> mayBeInRedis = new HashSet<>();
    private final Set<DeliveryId> unsureDelivered = new LinkedHashSet<>();
    private long next;

    /** A batch that Redis does not have yet, and its place in the order in which they were handed in. */
    record Waiting(long place, Batch batch, Judge judge) {}

    /** Notes a batch that waits for Redis. */
    synchronized void awaits(Batch batch, Judge judge) {
        waiting.computeIfAbsent(batch, same -> new Waiting(next++, same, judge));
    }

    /** All that waits, in order. */
    synchronized List<Waiting> waiting() {
        List<Waiting> all = new ArrayList<>(waiting.values());
        all.sort(Comparator.comparingLong(Waiting::place));
        return all;
    }

    /**
     * Notes what a batch raised.
     *
     * @return what was not told of before
     */
    synchronized List<Raise> raised(List<Raise> raises) {
        raises.forEach(raise -> remember(raise.alert()));
        return raises.stream().filter(raise -> told.add(raise.alert().id())).toList();
    }

    private void remember(Alert alert) {
        alerts.putIfAbsent(occasion(alert), alert);
        AlertKey key = key(alert);
        if (key != null && key.window().equals(AlertWindow.ROLLING)) {
            alerts.putIfAbsent(inAnyWindow(key), alert);
        }
    }

    /**
     * Notes that Redis has a batch. Once it has all of them, nothing is raised again.
     *
     * @return what it raised and was not told of before
     */
    synchronized List<Raise> committed(Batch batch, List<Raise> raises) {
        List<Raise> fresh = raises.stream()
                .filter(raise -> !told.contains(raise.alert().id()))
                .toList();
        waiting.remove(batch);
        if (waiting.isEmpty()) {
            forget();
        }
        return fresh;
    }

    private void forget() {
        standings.forEach((id, standing) -> {
            if (standing.isDelivered() && mayBeInRedis.contains(id.alertId()) && unsureDelivered.size() < MOST_UNSURE) {
                unsureDelivered.add(id);
            }
        });
        alerts.clear();
        told.clear();
        standings.clear();
        mayBeInRedis.clear();
    }

    synchronized void settled(Settlement settlement) {
        standings.put(settlement.id(), standing(settlement.id()).after(settlement));
    }

    @Override
    public synchronized Alert insteadOf(Alert alert) {
        if (alerts.isEmpty()) {
            return alert;
        }
        Alert same = alerts.get(occasion(alert));
        AlertKey key = same == null ? key(alert) : null;
        if (key != null) {
            same = alerts.get(inAnyWindow(key));
        }
        return same == null ? alert : same;
    }

    @Override
    public synchronized Standing standing(DeliveryId id) {
        return standings.getOrDefault(id, Standing.FRESH);
    }

    synchronized boolean isDelivered(DeliveryId id) {
        return standing(id).isDelivered() || unsureDelivered.contains(id);
    }

    @Override
    public synchronized void mayBeInRedis(Collection<Alert> sent) {
        sent.forEach(alert -> {
            remember(alert);
            mayBeInRedis.add(alert.id());
        });
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
