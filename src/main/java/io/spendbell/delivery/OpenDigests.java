package io.spendbell.delivery;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.store.Outbox.DeliveryId;
import io.spendbell.store.Outbox.View;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Digests whose time is not over yet. What is known of them is in the outbox. Safe for use from any thread. */
public final class OpenDigests {
    private static final int PAGE = 500;

    /** So many are written in one commit, or on their way to Redis. */
    private static final int AT_ONCE = 100;

    private final Store store;
    private final InstantSource clock;
    private final WithheldDigests withheld;

    public OpenDigests(Vertx vertx, Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.withheld = new WithheldDigests(vertx, store, clock);
    }

    /**
     * Ends the digests of all other types than these, since their alerts are told at once from now on. Nobody gathers a digest
     * while it is being ended, so that it is told once. What is added to the outbox meanwhile may be left to wait for its time.
     *
     * @param gathered the types that have digests
     * @return how many deliveries are due now
     */
    public Future<Integer> endOthers(Set<AlertType> gathered) {
        return find(0, gathered, new LinkedHashMap<>()).compose(open -> {
            Future<Integer> ended = Future.succeededFuture(0);
            for (Map.Entry<String, List<DeliveryId>> each : open.entrySet()) {
                ended = ended.compose(before -> withheld.during(each.getKey(), () -> end(each.getValue()))
                        .map(more -> before + more));
            }
            return ended;
        });
    }

    private Future<Map<String, List<DeliveryId>>> find(
            int offset, Set<AlertType> gathered, Map<String, List<DeliveryId>> found) {
        return store.outbox().list(null, offset, PAGE).compose(page -> {
            page.stream()
                    .filter(OpenDigests::waitsForDigest)
                    .filter(view -> !gathered.contains(view.alert().type()))
                    .map(View::id)
                    .forEach(id -> found.computeIfAbsent(id.destination(), name -> new ArrayList<>())
                            .add(id));
            return page.size() < PAGE ? Future.succeededFuture(found) : find(offset + PAGE, gathered, found);
        });
    }

    private static boolean waitsForDigest(View view) {
        Alert alert = view.alert();
        return alert.digest() != null && view.state() == View.State.WAITING && view.notBefore() != null;
    }

    private Future<Integer> end(List<DeliveryId> open) {
        Future<Integer> ended = Future.succeededFuture(0);
        for (int i = 0; i < open.size(); i += AT_ONCE) {
            List<DeliveryId> some = open.subList(i, Math.min(open.size(), i + AT_ONCE));
            ended = ended.compose(before -> endTogether(some).map(more -> before + more));
        }
        return ended;
    }

    private Future<Integer> endTogether(List<DeliveryId> open) {
        return Future.all(open.stream()
                        .map(id -> store.outbox().retry(id.alertId(), id.destination(), clock.instant()))
                        .toList())
                .map(ended -> ended.<Integer>list().stream()
                        .mapToInt(Integer::intValue)
                        .sum());
    }
}
