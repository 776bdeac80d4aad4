package io.spendbell.store.core;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Accounts that were used lately, so that none need be read; when they and their windows are too many, this starts anew. Confined to one thread. */
final class AtHand<A extends AtHand.Windowed> {
    private static final int MOST_ACCOUNTS = 32_768;

    /** An account may have a hundred. */
    private static final int MOST_WINDOWS = 262_144;

    private final Map<String, Map<String, A>> bySource = new HashMap<>();
    private int accounts;
    private int windows;

    /** What has windows; their number stays while it is at hand. */
    interface Windowed {
        int windows();
    }

    @Nullable
    A get(String source, String entityId) {
        Map<String, A> ofSource = bySource.get(source);
        return ofSource == null ? null : ofSource.get(entityId);
    }

    void put(String source, String entityId, A account) {
        remove(source, entityId);
        if (accounts >= MOST_ACCOUNTS || windows + account.windows() > MOST_WINDOWS) {
            bySource.clear();
            accounts = 0;
            windows = 0;
        }
        bySource.computeIfAbsent(source, unknown -> new HashMap<>()).put(entityId, account);
        accounts++;
        windows += account.windows();
    }

    void remove(String source, String entityId) {
        Map<String, A> ofSource = bySource.get(source);
        A known = ofSource == null ? null : ofSource.remove(entityId);
        if (known != null) {
            accounts--;
            windows -= known.windows();
        }
    }

    /** How many windows are at hand. */
    int windows() {
        return windows;
    }
}
