package io.spendbell.soak;

import java.time.Instant;
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
    private final Map<Account, Instant> lastSpent = new HashMap<>();
    private final Set<Account> mayBeForgotten = new HashSet<>();
    private long events;

    private record Account(String budget, String id) {}

    synchronized void countEvent() {
        events++;
    }

    synchronized void rings(String marker) {
        alerts.add(marker);
    }

    synchronized void spent(String budget, String id, long nanos) {
        totals.computeIfAbsent(budget, unknown -> new HashMap<>()).merge(id, nanos, Long::sum);
        lastSpent.put(new Account(budget, id), Instant.now());
    }

    /** Says that accounts to which nothing came since then may be gone, because only what was lost knew them. */
    synchronized void mayBeForgottenBefore(Instant then) {
        lastSpent.forEach((account, last) -> {
            if (last.isBefore(then)) {
                mayBeForgotten.add(account);
            }
        });
    }

    synchronized boolean mayBeForgotten(String budget, String id) {
        return mayBeForgotten.contains(new Account(budget, id));
    }

    synchronized int mayBeForgotten() {
        return mayBeForgotten.size();
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
