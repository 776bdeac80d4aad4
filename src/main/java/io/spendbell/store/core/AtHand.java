package io.spendbell.store.core;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Accounts that were used lately, so that none need be read; when they and their windows are too many, this starts anew. Confined to one thread. */
final class AtHand<A extends AtHand.Windowed> {
    private static final int MOST_ACCOUNTS = 32_768;

    /** An account may have a hundred. */
    private static final int MOST_WINDOWS = 262_144;

    private final Map<String, A> accounts = new HashMap<>();
    private int windows;

    /** What has windows; their number stays while it is at hand. */
    interface Windowed {
        int windows();
    }

    @Nullable
    A get(String key) {
        return accounts.get(key);
    }

    void put(String key, A account) {
        remove(key);
        if (accounts.size() >= MOST_ACCOUNTS || windows + account.windows() > MOST_WINDOWS) {
            accounts.clear();
            windows = 0;
        }
        accounts.put(key, account);
        windows += account.windows();
    }

    void remove(String key) {
        A known = accounts.remove(key);
        windows -= known == null ? 0 : known.windows();
    }

    /** How many windows are at hand. */
    int windows() {
        return windows;
    }
}
