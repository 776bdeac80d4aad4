package io.spendbell.alerting;

import io.spendbell.alert.AlertKey;
import io.spendbell.event.Entity;
import io.spendbell.store.CommitResult.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Claims that are known to be taken, so that the ten-thousandth event over a limit costs a look-up. It is filled from the
 * store's answers only, so it may forget but never invents; what a store had that was emptied is forgotten as soon as that has back what is remembered of it. Bounded: when full it starts anew. Safe for use from any thread.
 */
final class ClaimCache {
    /** How long an answer is believed for a key whose window the store looked up; another replica may learn of a new one. */
    private static final Duration LONGEST_BELIEF_IN_A_LOOKED_UP_WINDOW = Duration.ofSeconds(30);

    private final int capacity;
    private final Map<AlertKey, Instant> takenUntil = new ConcurrentHashMap<>();
    private final Map<Entity, Set<AlertKey>> lookedUp = new ConcurrentHashMap<>();

    ClaimCache(int capacity) {
        this.capacity = capacity;
    }

    boolean isTaken(AlertKey key, Instant now) {
        Instant until = takenUntil.get(key);
        if (until == null) {
            return false;
        }
        if (now.isBefore(until)) {
            return true;
        }
        takenUntil.remove(key, until);
        return false;
    }

    void learn(Taken taken, Instant now) {
        if (takenUntil.size() >= capacity) {
            clear();
        }
        AlertKey key = taken.asked();
        if (key.window().end() == null && key.source().equals(AlertKey.GATEWAY)) {
            Instant longest = now.plus(LONGEST_BELIEF_IN_A_LOOKED_UP_WINDOW);
            takenUntil.put(key, taken.until().isBefore(longest) ? taken.until() : longest);
            lookedUp.computeIfAbsent(key.entity(), entity -> ConcurrentHashMap.newKeySet())
                    .add(key);
        } else {
            takenUntil.put(key, taken.until());
        }
    }

    /** Forgets what was looked up for an entity, because its window has become known anew. */
    void windowChanged(Entity entity) {
        Set<AlertKey> keys = lookedUp.remove(entity);
        if (keys != null) {
            keys.forEach(takenUntil::remove);
        }
    }

    /** Forgets one that was released. */
    void released(AlertKey key) {
        takenUntil.remove(key);
    }

    void clear() {
        takenUntil.clear();
        lookedUp.clear();
    }

    int size() {
        return takenUntil.size();
    }
}
