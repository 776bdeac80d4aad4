package io.spendbell.store;

import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of deliveries that were leased from an outbox, where that could not be told: it is told before the outbox is
 * leased from again, so that this process repeats nothing. Bounded by what was leased. Safe for use from any thread.
 */
public final class Untold {
    private final Outbox outbox;
    private final Map<String, Map<DeliveryId, Settlement>> byOwner = new HashMap<>();
    private @Nullable Future<Void> telling;

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
        Map<DeliveryId, Settlement> ofOwner = byOwner.computeIfAbsent(owner, key -> new LinkedHashMap<>());
        settlements.forEach(settlement -> ofOwner.put(settlement.id(), settlement));
    }

    /** Whether the outbox has heard all. */
    public synchronized boolean isEmpty() {
        return byOwner.isEmpty();
    }

    /**
     * Tells the outbox what it has not heard, all owners' at once and once at a time; fails where that is not possible yet. Those
     * who ask meanwhile are answered together, on the context of the first.
     */
    public synchronized Future<Void> tellWhatIsLeft() {
        if (byOwner.isEmpty()) {
            return Future.succeededFuture();
        }
        if (telling == null || telling.isComplete()) {
            telling = Future.all(List.copyOf(byOwner.keySet()).stream()
                            .map(this::tellWhatIsLeftOf)
                            .toList())
                    .mapEmpty();
        }
        return telling;
    }

    private Future<Void> tellWhatIsLeftOf(String owner) {
        List<Settlement> left =
                List.copyOf(byOwner.getOrDefault(owner, Map.of()).values());
        return outbox.settle(left, owner).onSuccess(ignored -> forget(left, owner));
    }

    private synchronized void forget(List<Settlement> told, String owner) {
        Map<DeliveryId, Settlement> ofOwner = byOwner.get(owner);
        if (ofOwner != null) {
            told.forEach(settlement -> ofOwner.remove(settlement.id(), settlement));
            if (ofOwner.isEmpty()) {
                byOwner.remove(owner);
            }
        }
    }
}
