package io.spendbell.store.standin;

import io.spendbell.store.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each destination is free again as far as this process knows, so that no pace is broken and no hold forgotten where
 * Redis goes away or comes back. Bounded by the number of destinations. Safe for use from any thread.
 */
final class Paces {
    private final Map<String, Instant> free = new ConcurrentHashMap<>();

    Future<Instant> reserveTurn(Store store, String paceKey, Instant now, Duration interval) {
        return store.reserveTurn(paceKey, now, interval).onSuccess(turn -> noteFree(paceKey, turn.plus(interval)));
    }

    /** What a destination has said counts though Redis may not hear of it. */
    Future<Void> hold(Store store, String paceKey, Instant until) {
        noteFree(paceKey, until);
        return store.hold(paceKey, until);
    }

    private void noteFree(String paceKey, Instant from) {
        free.merge(paceKey, from, (one, other) -> one.isAfter(other) ? one : other);
    }

    /** Tells a store that paces from now on. */
    Future<Void> handTo(Store store) {
        List<Future<Void>> all = free.entrySet().stream()
                .map(each -> store.hold(each.getKey(), each.getValue()))
                .toList();
        return Future.all(all).mapEmpty();
    }
}
