package io.spendbell.soak;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What must have come of all that was made up: alerts, each known by a marker of its own, and totals in nano-dollars. Safe for
 * use from any thread.
 */
final class Expected {
    private final Set<String> alerts = new HashSet<>();
    private final Map<String, Map<String, Long>> totals = new HashMap<>();
    private long events;

    synchronized void countEvent() {
        events++;
    }

    synchronized void rings(String marker) {
        alerts.add(marker);
    }

    synchronized void spent(String budget, String id, long nanos) {
        totals.computeIfAbsent(budget, unknown -> new HashMap<>()).merge(id, nanos, Long::sum);
    }

    synchronized long events() {
        return events;
    }

    synchronized Set<String> alerts() {
        return Set.copyOf(alerts);
    }

    synchronized Map<String, Long> totals(String budget) {
        return Map.copyOf(totals.getOrDefault(budget, Map.of()));
    }
}
