package io.spendbell.delivery;

import io.spendbell.store.Outbox;
import io.spendbell.store.Outbox.Delivery;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.Settlement;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The deliveries that one process has leased and not settled yet, and of which of them an answer is awaited. Confined to one context. */
final class HeldDeliveries {
    private final Outbox outbox;
    private final String owner;
    private final Set<DeliveryId> held = new HashSet<>();
    private final Set<DeliveryId> inFlight = new HashSet<>();

    /** @param owner who leases them */
    HeldDeliveries(Outbox outbox, String owner) {
        this.outbox = outbox;
        this.owner = owner;
    }

    /** Takes deliveries that were leased. */
    void hold(List<Delivery> leased) {
        leased.forEach(delivery -> held.add(delivery.id()));
    }

    /** Holds no more what is in other hands. */
    void letGo(Collection<DeliveryId> ids) {
        ids.forEach(held::remove);
    }

    /**
     * Notes that they are about to be posted, and may have been from now on.
     *
     * @param repeatAt when they are due again if they are not settled
     * @return which of them are still this process's
     */
    Future<Set<DeliveryId>> begin(List<DeliveryId> ids, Instant repeatAt) {
        inFlight.addAll(ids);
        return outbox.begin(ids, owner, repeatAt);
    }

    /** No answer is awaited any more. */
    void answered(Collection<DeliveryId> ids) {
        ids.forEach(inFlight::remove);
    }

    /** Notes what became of them. */
    Future<Void> settle(Collection<DeliveryId> ids, Function<DeliveryId, Settlement> settlement) {
        letGo(ids);
        return ids.isEmpty()
                ? Future.succeededFuture()
                : outbox.settle(ids.stream().map(settlement).toList(), owner);
    }

    /** Gives back what was leased and not posted. Where an answer is still awaited the posting stays as it was begun. */
    Future<Void> giveBack() {
        List<DeliveryId> unposted =
                held.stream().filter(id -> !inFlight.contains(id)).toList();
        return settle(unposted, Settlement.Released::new);
    }

    /** Keeps others from leasing them before a time. */
    Future<Void> renew(Instant until) {
        return held.isEmpty() ? Future.succeededFuture() : outbox.renew(List.copyOf(held), owner, until);
    }
}
