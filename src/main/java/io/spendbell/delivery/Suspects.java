package io.spendbell.delivery;

import io.spendbell.store.Outbox.DeliveryId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Deliveries whose message fails while other messages get through, so that the destination is not to blame. They are kept
 * apart from the others, in smaller messages each time, until the one at fault stands alone. Of very many the latest are
 * known; a process that starts knows none. Confined to one context.
 */
final class Suspects {
    private static final int MOST = 10_000;

    /** Of a message that fails again, the next hold so small a part. */
    private static final int PARTS = 4;

    private final Map<DeliveryId, Suspicion> known = new LinkedHashMap<>();
    private final Set<DeliveryId> failedSinceOthersPassed = new HashSet<>();

    /**
     * What speaks against a delivery.
     *
     * @param times how often its message failed while others got through
     * @param together how many deliveries were in the message that failed last
     */
    private record Suspicion(int times, int together) {}

    /** Takes note of a message that failed. */
    void failed(Collection<DeliveryId> ids) {
        for (DeliveryId id : ids) {
            Suspicion before = known.remove(id);
            known.put(id, new Suspicion(before == null ? 0 : before.times(), ids.size()));
            failedSinceOthersPassed.add(id);
        }
        Iterator<DeliveryId> oldest = known.keySet().iterator();
        while (known.size() > MOST) {
            failedSinceOthersPassed.remove(oldest.next());
            oldest.remove();
        }
    }

    /** Takes note of a message that got through: whatever failed before is suspect from now on. */
    void passed(Collection<DeliveryId> ids) {
        forget(ids);
        for (DeliveryId id : failedSinceOthersPassed) {
            known.computeIfPresent(id, (same, before) -> new Suspicion(before.times() + 1, before.together()));
        }
        failedSinceOthersPassed.clear();
    }

    /** Takes note of deliveries that are in this process's hands no more. */
    void forget(Collection<DeliveryId> ids) {
        if (!known.isEmpty()) {
            known.keySet().removeAll(Set.copyOf(ids));
            failedSinceOthersPassed.removeAll(Set.copyOf(ids));
        }
    }

    /** How often the delivery's message failed while others got through. */
    int timesFailed(DeliveryId id) {
        Suspicion suspicion = known.get(id);
        return suspicion == null ? 0 : suspicion.times();
    }

    /** How many deliveries may share the next message with this one, itself among them. */
    int mostTogether(DeliveryId id) {
        Suspicion suspicion = known.get(id);
        return suspicion == null || suspicion.times() == 0
                ? Integer.MAX_VALUE
                : Math.max(1, suspicion.together() / PARTS);
    }
}
