package io.spendbell.soak;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which faults there were, when, and how long it took until all was well again. Safe for use from any thread. */
final class FaultLog {
    /** A post's answer may be under way for so long before a fault that loses it. */
    private static final Duration ANSWER = Duration.ofSeconds(4);

    /** What was heard may be under way for so long before a fault loses it. */
    private static final Duration TAKING = Duration.ofSeconds(3);
    /** Within 5 s another replica hears a channel; and both may have to learn that Redis is back. */
    private static final Duration TAKE_OVER = Duration.ofSeconds(10);

    private final List<Entry> losing = new ArrayList<>();
    private final List<Entry> withoutRedis = new ArrayList<>();
    private final List<Entry> deaf = new ArrayList<>();
    private final List<Instant> restarts = new ArrayList<>();
    private final Map<String, Tally> tallies = new TreeMap<>();
    private final Map<String, Integer> putOff = new TreeMap<>();

    private record Entry(Instant from, Instant to) {}

    /**
     * The faults of one name.
     *
     * @param longestRecovery from the fault's end until the daemon was ready and had acknowledged what was sent before
     */
    record Tally(int count, Duration longestRecovery) {}

    synchronized void add(Fault fault, Instant from, Instant to, Duration recovery) {
        if (fault.harm().contains(Fault.Harm.LOSES_ANSWERS)) {
            losing.add(new Entry(from, to));
        }
        if (fault.harm().contains(Fault.Harm.TAKES_REDIS)) {
            withoutRedis.add(new Entry(from, to.plus(recovery)));
        }
        if (fault.harm().contains(Fault.Harm.DEAFENS)) {
            deaf.add(new Entry(from, to.plus(recovery)));
        }
        if (fault.restarts()) {
            restarts.add(from);
        }
        tallies.merge(
                fault.name(),
                new Tally(1, recovery),
                (old, fresh) -> new Tally(old.count() + 1, longer(old.longestRecovery(), fresh.longestRecovery())));
    }

    /** Whether the answer to a post that arrived then may have been lost. */
    synchronized boolean mayHaveLostAnswer(Instant arrived) {
        return losing.stream()
                .anyMatch(entry -> !arrived.isBefore(entry.from().minus(ANSWER))
                        && !arrived.isAfter(entry.to().plus(ANSWER)));
    }

    /** Whether what was published then may have been heard by nobody, or by somebody who could not take it. */
    synchronized boolean mayHaveBeenDeaf(Instant published) {
        return deaf.stream()
                .anyMatch(entry -> !published.isBefore(entry.from().minus(TAKING))
                        && !published.isAfter(entry.to().plus(TAKE_OVER)));
    }

    synchronized void addPutOff(Fault fault) {
        putOff.merge(fault.name(), 1, Integer::sum);
    }

    /**
     * Whether an alert may have been raised a second time by a process that could not ask Redis what had rung before: one that
     * was started after the first time, or another replica.
     *
     * @param byAny whether it was for any replica to take what rings
     */
    synchronized boolean mayNotHaveKnown(Instant first, Instant second, boolean byAny) {
        return (byAny || restarts.stream().anyMatch(start -> start.isAfter(first) && start.isBefore(second)))
                && withoutRedis.stream()
                        .anyMatch(entry -> !second.isBefore(entry.from()) && !second.isAfter(entry.to()));
    }

    synchronized Map<String, Tally> tallies() {
        return new TreeMap<>(tallies);
    }

    /** How often the moment for a fault was not right. */
    synchronized Map<String, Integer> putOff() {
        return new TreeMap<>(putOff);
    }

    synchronized int count(String name) {
        Tally tally = tallies.get(name);
        return tally == null ? 0 : tally.count();
    }

    synchronized int count() {
        return tallies.values().stream().mapToInt(Tally::count).sum();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
