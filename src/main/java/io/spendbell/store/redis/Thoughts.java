package io.spendbell.store.redis;

import java.util.HashMap;
import java.util.Map;

/**
 * What is thought to be in Redis, from its own answers. It may be out of date, which costs another round trip and nothing
 * else. Accounts and windows are thought of for long, as far as there is room; ids and claims for one batch. Times are
 * milliseconds. Confined to one thread.
 */
final class Thoughts {
    private static final int MOST_ACCOUNTS = 50_000;
    private static final int MOST_WINDOWS = 50_000;

    final Map<String, Long> ids = new HashMap<>();
    final Map<String, String> accounts = new HashMap<>();
    final Map<String, Long> counts = new HashMap<>();
    final Map<String, Long> claims = new HashMap<>();
    final Map<String, Long> windows = new HashMap<>();

    void startBatch() {
        ids.clear();
        claims.clear();
        if (accounts.size() > MOST_ACCOUNTS) {
            accounts.clear();
        }
        if (windows.size() > MOST_WINDOWS) {
            windows.clear();
        }
    }

    void forgetAll() {
        ids.clear();
        accounts.clear();
        counts.clear();
        claims.clear();
        windows.clear();
    }

    /** Takes over what an applied plan wrote. */
    void learn(Plan plan) {
        accounts.putAll(plan.accountTexts().written());
        counts.putAll(plan.counts().written());
        windows.putAll(plan.windows().written());
    }

    /** Takes over what was not as a plan had read it. */
    void correct(Plan plan, String kind, int place, String actual) {
        switch (kind) {
            case "id" -> ids.put(plan.ids().read(place), Long.valueOf(actual));
            case "account" -> accounts.put(plan.accountTexts().read(place), actual);
            case "count" -> counts.put(plan.counts().read(place), Long.valueOf(actual));
            case "claim" -> claims.put(plan.claimEnds().read(place), Long.valueOf(actual));
            case "window" -> windows.put(plan.windows().read(place), Long.valueOf(actual));
            default -> throw new IllegalStateException(kind + ": not an answer that the script gives");
        }
    }
}
