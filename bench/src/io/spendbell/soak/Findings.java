package io.spendbell.soak;

import java.util.ArrayList;
import java.util.List;

/** What is wrong. Safe for use from any thread. */
final class Findings {
    private static final int MOST_KEPT = 40;

    private final List<String> kept = new ArrayList<>();
    private int count;

    synchronized void add(String finding) {
        count++;
        if (kept.size() < MOST_KEPT) {
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
