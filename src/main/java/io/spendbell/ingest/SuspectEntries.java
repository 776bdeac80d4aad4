package io.spendbell.ingest;

import io.spendbell.redis.StreamEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/*
 * An entry's count is the number of lives of consumers that began to handle it. What is handed out together counts together, so
 * those that are not at fault have the same count as the one that ends whoever takes it up. From the third life on each is
 * handled by itself, and counted only then: the others are done with before the one at fault, or after it is given up.
 */
/** Entries of a stream on which consumers may have ended: which of them are handled alone, and which are given up. Confined to one context. */
final class SuspectEntries {
    /** From this count on an entry is handled alone. */
    static final int ALONE_FROM = 3;

    /** From this count on it is not handled any more. */
    private static final int GIVEN_UP_FROM = 5;

    private static final int MOST_REMEMBERED = 10_000;

    private final Map<String, Long> waiting = new LinkedHashMap<>();

    /** What was counted in this life already. */
    private final Set<String> begun = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_REMEMBERED;
        }
    });

    /** Which of several pending entries are handled together, and the ids of those that are given up; the others wait to be handled alone. */
    record Sorted(List<StreamEntry> together, List<String> givenUp) {}

    Sorted sort(List<StreamEntry> pending, Predicate<String> isUnderWay) {
        List<StreamEntry> together = new ArrayList<>();
        List<String> givenUp = new ArrayList<>();
        for (StreamEntry entry : pending) {
            if (entry.handedOut() < ALONE_FROM) {
                together.add(entry);
            } else if (entry.handedOut() >= GIVEN_UP_FROM && !begun.contains(entry.id())) {
                givenUp.add(entry.id());
            } else if (!isUnderWay.test(entry.id())) {
                waiting.put(entry.id(), entry.handedOut());
            }
        }
        return new Sorted(together, givenUp);
    }

    boolean areWaiting() {
        return !waiting.isEmpty();
    }

    boolean isWaiting(String id) {
        return waiting.containsKey(id);
    }

    /** The next one to be handled, of those that wait: the one on which the fewest have ended. */
    String next() {
        String next = Collections.min(waiting.entrySet(), Comparator.comparing(Map.Entry::getValue))
                .getKey();
        waiting.remove(next);
        return next;
    }

    /** Whether an entry is to be counted, because this life has not begun to handle it before. */
    boolean begins(String id) {
        return begun.add(id);
    }
}
