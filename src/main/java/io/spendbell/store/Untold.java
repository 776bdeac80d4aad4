package io.spendbell.store;

import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of deliveries that were leased from an outbox, where that could not be told: it is told before more of their
 * destination is leased, so that this process repeats nothing. Bounded by what was leased. Safe for use from any thread.
 */
public final class Untold {
    private final Outbox outbox;
    private final Map<String, OfDestination> byDestination = new HashMap<>();

    /** What a destination's outbox has not heard: the last of each delivery, and who had leased it. */
    private static final class OfDestination {
        private final Map<DeliveryId, Settlement> settlements = new LinkedHashMap<>();
        private final Map<DeliveryId, String> owners = new HashMap<>();
        private @Nullable Future<Void> telling;

        void put(Settlement settlement, String owner) {
            settlements.put(settlement.id(), settlement);
            owners.put(settlement.id(), owner);
        }

        void forget(Settlement settlement) {
            if (settlements.remove(settlement.id(), settlement)) {
                owners.remove(settlement.id());
            }
        }

        List<Settlement> of(String owner) {
            return settlements.values().stream()
                    .filter(settlement -> owner.equals(owners.get(settlement.id())))
                    .toList();
        }
    }

    /** @param outbox which is told */
    public Untold(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Tells the outbox, now or later. */
    public Future<Void> tell(Collection<Settlement> settlements, String owner) {
        return outbox.settle(settlements, owner).recover(failure -> {
            remember(settlements, owner);
            return Future.succeededFuture();
        });
    }

    private synchronized void remember(Collection<Settlement> settlements, String owner) {
        settlements.forEach(settlement -> byDestination
                .computeIfAbsent(settlement.id().destination(), name -> new OfDestination())
                .put(settlement, owner));
    }

    /** Whether the outbox has heard all of a destination. */
    public synchronized boolean hasHeardAllOf(String destination) {
        return !byDestination.containsKey(destination);
    }

    /** Tells the outbox what it has not heard, each destination's by itself; fails where that is not possible yet. */
    public synchronized Future<Void> tellWhatIsLeft() {
        return Future.join(List.copyOf(byDestination.keySet()).stream()
                        .map(this::tellWhatIsLeftOf)
                        .toList())
                .mapEmpty();
    }

    /**
     * Tells the outbox what it has not heard of a destination, all owners' at once and once at a time; fails where that is not
     * possible yet. Those who ask meanwhile are answered together, on the context of the first.
     */
    public synchronized Future<Void> tellWhatIsLeftOf(String destination) {
        OfDestination left = byDestination.get(destination);
        if (left == null) {
            return Future.succeededFuture();
        }
        Future<Void> telling = left.telling;
        if (telling == null || telling.isComplete()) {
            telling = Future.all(Set.copyOf(left.owners.values()).stream()
                            .map(owner -> tell(left.of(owner), destination, owner))
                            .toList())
                    .mapEmpty();
            left.telling = telling;
        }
        return telling;
    }

    private Future<Void> tell(List<Settlement> left, String destination, String owner) {
        return outbox.settle(left, owner).onSuccess(ignored -> forget(left, destination));
    }

    private synchronized void forget(List<Settlement> told, String destination) {
        OfDestination left = byDestination.get(destination);
        if (left != null) {
            told.forEach(left::forget);
            if (left.settlements.isEmpty()) {
                byDestination.remove(destination);
            }
        }
    }
}
