package io.spendbell.store.standin;

import io.spendbell.store.Outbox;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of deliveries that were leased from Redis, where Redis went away before it could be told: it is told before its
 * outbox is leased from again, so that this process repeats nothing. Bounded by what was leased. Safe for use from any thread.
 */
final class Untold {
    private final Outbox redis;
    private final Map<String, Map<DeliveryId, Settlement>> byOwner = new HashMap<>();

    Untold(Outbox redis) {
        this.redis = redis;
    }

    /** Tells Redis, now or later. */
    Future<Void> tell(Collection<Settlement> settlements, String owner) {
        return redis.settle(settlements, owner).recover(failure -> {
            remember(settlements, owner);
            return Future.succeededFuture();
        });
    }

    private synchronized void remember(Collection<Settlement> settlements, String owner) {
        Map<DeliveryId, Settlement> ofOwner = byOwner.computeIfAbsent(owner, key -> new LinkedHashMap<>());
        settlements.forEach(settlement -> ofOwner.put(settlement.id(), settlement));
    }

    /** Tells Redis what it has not heard of an owner's deliveries; fails where that is not possible yet. */
    Future<Void> tellWhatIsLeft(String owner) {
        List<Settlement> left = left(owner);
        return left.isEmpty()
                ? Future.succeededFuture()
                : redis.settle(left, owner).onSuccess(ignored -> forget(left, owner));
    }

    private synchronized List<Settlement> left(String owner) {
        return new ArrayList<>(byOwner.getOrDefault(owner, Map.of()).values());
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
