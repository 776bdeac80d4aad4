package io.spendbell.soak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is wrong. Safe for use from any thread. */
final class Findings {
    /** Of one kind. */
    private static final int MOST_KEPT = 40;

    private final List<String> kept = new ArrayList<>();
    private final Map<String, Integer> ofKind = new HashMap<>();
    private int count;

    /** @param finding begins with its kind and a colon where there may be many of it */
    synchronized void add(String finding) {
        count++;
        if (ofKind.merge(finding.split(":", 2)[0], 1, Integer::sum) <= MOST_KEPT) {
            kept.add(finding);
            System.out.println("WRONG: " + finding);
        }
    }

    synchronized List<String> all() {
        List<String> all = new ArrayList<>(kept);
        if (count > kept.size()) {
            all.add("and " + (count - kept.size()) + " more");
        }
        return all;
    }
}
