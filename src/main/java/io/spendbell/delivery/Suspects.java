package io.spendbell.delivery;

import io.spendbell.store.Outbox.DeliveryId;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries whose message fails while other messages get through, so that the destination is not to blame. They are kept
 * apart from the others, in smaller messages each time, until the one at fault stands alone. Of very many the latest are
 * known; a process that starts knows none. Confined to one context.
 */
final class Suspects {
    private static final int MOST = 10_000;

    /** Of a message that fails again, the next hold so small a part. */
    private static final int PARTS = 4;

    /** Into so many messages those that did not fail again are divided at most, however many deliveries they are. */
    private static final int MOST_FIRST_PARTS = 8;

    private final Map<DeliveryId, Suspicion> known = new LinkedHashMap<>();
    private final Set<DeliveryId> failedSinceOthersPassed = new HashSet<>();
    private int fresh;

    /**
     * What speaks against a delivery.
     *
     * @param times how often its message failed while others got through
     * @param together how many deliveries were in the message that failed last
     * @param failedAgain whether its message failed again when it was a suspect already
     */
    private record Suspicion(int times, int together, boolean failedAgain) {
        static int fresh(@Nullable Suspicion suspicion) {
            return suspicion != null && suspicion.isFresh() ? 1 : 0;
        }

        boolean isFresh() {
            return times > 0 && !failedAgain;
        }
    }

    /** Takes note of a message that failed. */
    void failed(Collection<DeliveryId> ids) {
        for (DeliveryId id : ids) {
            Suspicion before = remove(id);
            int times = before == null ? 0 : before.times();
            put(id, new Suspicion(times, ids.size(), times > 0));
            failedSinceOthersPassed.add(id);
        }
        while (known.size() > MOST) {
            DeliveryId oldest = known.keySet().iterator().next();
            failedSinceOthersPassed.remove(oldest);
            remove(oldest);
        }
    }

    /** Takes note of a message that got through: whatever failed before is suspect from now on. */
    void passed(Collection<DeliveryId> ids) {
        forget(ids);
        for (DeliveryId id : failedSinceOthersPassed) {
            Suspicion before = known.get(id);
            if (before != null) {
                put(id, new Suspicion(before.times() + 1, before.together(), before.failedAgain()));
            }
        }
        failedSinceOthersPassed.clear();
    }

    /** Takes note of deliveries that are in this process's hands no more. */
    void forget(Collection<DeliveryId> ids) {
        if (!known.isEmpty()) {
            ids.forEach(this::remove);
            ids.forEach(failedSinceOthersPassed::remove);
        }
    }

    /** How often the delivery's message failed while others got through. */
    int timesFailed(DeliveryId id) {
        Suspicion suspicion = known.get(id);
        return suspicion == null ? 0 : suspicion.times();
    }

    /**
     * How many deliveries may share the next message with this one, itself among them. Where the destination fails now and then,
     * most of what failed once is not at fault: divided further, it would come to more messages than the destination takes.
     */
    int mostTogether(DeliveryId id) {
        Suspicion suspicion = known.get(id);
        if (suspicion == null || suspicion.times() == 0) {
            return Integer.MAX_VALUE;
        }
        int part = Math.max(1, suspicion.together() / PARTS);
        return suspicion.isFresh() ? Math.max(part, fresh / MOST_FIRST_PARTS) : part;
    }

    private void put(DeliveryId id, Suspicion suspicion) {
        fresh += Suspicion.fresh(suspicion) - Suspicion.fresh(known.put(id, suspicion));
    }

    private @Nullable Suspicion remove(DeliveryId id) {
        Suspicion before = known.remove(id);
        fresh -= Suspicion.fresh(before);
        return before;
    }
}
