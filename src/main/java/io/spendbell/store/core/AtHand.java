package io.spendbell.store.core;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Accounts that were used lately, so that none need be read; when they and their windows are too many, this starts anew. Confined to one thread. */
final class AtHand {
    private static final int MOST_ACCOUNTS = 32_768;

    /** An account may have a hundred. */
    private static final int MOST_WINDOWS = 262_144;

    private final Map<String, Account> accounts = new HashMap<>();
    private int windows;

    @Nullable
    Account get(String key) {
        return accounts.get(key);
    }

    void put(String key, Account account) {
        remove(key);
        if (accounts.size() >= MOST_ACCOUNTS || windows + account.windows().size() > MOST_WINDOWS) {
            accounts.clear();
            windows = 0;
        }
        accounts.put(key, account);
        windows += account.windows().size();
    }

    void remove(String key) {
        Account known = accounts.remove(key);
        windows -= known == null ? 0 : known.windows().size();
    }

    /** How many windows are at hand. */
    int windows() {
        return windows;
    }
}
