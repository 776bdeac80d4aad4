package io.spendbell.store.standin;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
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

/**
 * What is decided without Redis and is to be told to it, over any number of outages, until Redis has all of it. An alert that a
 * claim of the same key raises again, because its batch is planned anew, is the same alert, whatever it says, and its deliveries go
 * on as they stand. Bounded by the batches that wait: whoever hands them in
 * ends at so many deliveries. Safe for use from any thread.
 */
final class Decisions implements DecidedAlone {
    /** Of deliveries that Redis may have though they were made, or may be made yet, how many are remembered. */
    private static final int MOST_UNSURE = 1_000;

    private final IdentityHashMap<Batch, Waiting> waiting = new IdentityHashMap<>();
    private final Map<String, Alert> alerts = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private final Map<DeliveryId, Standing> standings = new HashMap<>();
    private final Set<String> mayBeInRedis = new HashSet<>();
    private final Set<DeliveryId> unsureDelivered = new LinkedHashSet<>();
    private final Set<DeliveryId> givenUp = new LinkedHashSet<>();
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
        raises.forEach(this::remember);
        return raises.stream().filter(raise -> told.add(raise.alert().id())).toList();
    }

    private void remember(Raise raise) {
        AlertKey key = raise.claimed();
        if (key == null) {
            return;
        }
        alerts.putIfAbsent(key.canonical(), raise.alert());
        if (key.window().equals(AlertWindow.ROLLING)) {
            alerts.putIfAbsent(inAnyWindow(key), raise.alert());
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
            if (standing.isDelivered() && mayBeInRedis.contains(id.alertId())) {
                remember(unsureDelivered, id);
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

    /** Notes that a post is waited for no longer, though it may still be answered. */
    synchronized void givenUp(DeliveryId id) {
        remember(givenUp, id);
    }

    /** Notes what became of a delivery that Redis has, or is to have, as one to be repeated. */
    synchronized void settledLate(Settlement settlement) {
        if (givenUp.remove(settlement.id()) && settlement instanceof Settlement.Delivered) {
            remember(unsureDelivered, settlement.id());
        }
    }

    /** The oldest is forgotten first where there are too many. */
    private static void remember(Set<DeliveryId> some, DeliveryId id) {
        if (some.add(id) && some.size() > MOST_UNSURE) {
            some.remove(some.iterator().next());
        }
    }

    @Override
    public synchronized Alert insteadOf(Raise raise) {
        AlertKey key = raise.claimed();
        if (key == null || alerts.isEmpty()) {
            return raise.alert();
        }
        Alert same = alerts.get(key.canonical());
        return same == null ? alerts.getOrDefault(inAnyWindow(key), raise.alert()) : same;
    }

    @Override
    public synchronized Standing standing(DeliveryId id) {
        return standings.getOrDefault(id, Standing.FRESH);
    }

    synchronized boolean isDelivered(DeliveryId id) {
        return standing(id).isDelivered() || unsureDelivered.contains(id);
    }

    @Override
    public synchronized void mayBeInRedis(Collection<Raise> sent) {
        sent.forEach(raise -> {
            remember(raise);
            mayBeInRedis.add(raise.alert().id());
        });
    }

    /** A rule whose window this process did not know may have rung in one that Redis knows. */
    private static String inAnyWindow(AlertKey key) {
        return "any|" + key.in(AlertWindow.ROLLING).canonical();
    }
}
