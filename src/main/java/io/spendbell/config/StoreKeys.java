package io.spendbell.config;

import java.util.Set;

/** The names of the keys in which a Redis store keeps things: no stream may have one of them. */
final class StoreKeys {
    private static final Set<String> NAMES = Set.of(
            "epoch",
            "claims",
            "windows",
            "accounts",
            "accounts_by_name",
            "account_counts",
            "ids",
            "ids_ends",
            "alerts",
            "alerts_by_age",
            "destinations",
            "turns",
            "commit_turn",
            "clock",
            "meta",
            "silences",
            "silenced");

    /** Of keys that end in what they are for: a destination, a process, a lease. */
    private static final Set<String> FAMILIES =
            Set.of("writer", "deliveries", "ready", "parked", "leased", "later", "done", "lease");

    private StoreKeys() {}

    /** Whether a name is that of a key, or may become one, of the store with this namespace. */
    static boolean has(String namespace, String name) {
        String tag = "{" + namespace + "}:";
        if (!name.startsWith(tag)) {
            return false;
        }
        String key = name.substring(tag.length());
        int colon = key.indexOf(':');
        return colon < 0 ? NAMES.contains(key) : FAMILIES.contains(key.substring(0, colon));
    }
}
