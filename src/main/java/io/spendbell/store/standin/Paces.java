package io.spendbell.store.standin;

import io.spendbell.store.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * For how long each destination is not free yet as far as this process knows, so that no pace is broken and no hold forgotten
 * where Redis goes away or comes back. It is remembered by what passes, not as a time of the clock: nothing waits longer than
 * it was to though that is set back. Bounded by the number of destinations. Safe for use from any thread.
 */
final class Paces {
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /** When each is free, on a clock that does not step. */
    private final Map<String, Instant> free = new ConcurrentHashMap<>();

    /**
     * Nothing waits yet.
     *
     * @param clock by which stores are told times
     * @param nanoTime what passes, such as {@link System#nanoTime}
     */
    Paces(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    Future<Instant> reserveTurn(Store store, String paceKey, Instant now, Duration interval) {
        Instant began = passed();
        return store.reserveTurn(paceKey, now, interval)
                .onSuccess(turn -> noteFree(
                        paceKey, began.plus(Duration.between(now, turn)).plus(interval)));
    }

    /** What a destination has said counts though Redis may not hear of it. */
    Future<Void> hold(Store store, String paceKey, Instant until) {
        noteFree(paceKey, passed().plus(Duration.between(clock.instant(), until)));
        return store.hold(paceKey, until);
    }

    private Instant passed() {
        return Instant.ofEpochSecond(0, nanoTime.getAsLong());
    }

    private void noteFree(String paceKey, Instant from) {
        free.merge(paceKey, from, (one, other) -> one.isAfter(other) ? one : other);
    }

    /** Tells a store that paces from now on. */
    Future<Void> handTo(Store store) {
        Instant passed = passed();
        Instant now = clock.instant();
        List<Future<Void>> all = free.entrySet().stream()
                .map(each -> store.hold(each.getKey(), now.plus(Duration.between(passed, each.getValue()))))
                .toList();
        return Future.all(all).mapEmpty();
    }
}
