package io.spendbell.store.core;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A table as it will be: what is written stands beside the table until {@link #flush}, so that it can still come to nothing. */
final class Staged<K, V> {
    private final Table<K, V> table;
    private final Map<K, Optional<V>> changes = new HashMap<>();

    Staged(Table<K, V> table) {
        this.table = table;
    }

    @Nullable
    V get(K key) {
        Optional<V> changed = changes.get(key);
        return changed == null ? table.get(key) : changed.orElse(null);
    }

    void put(K key, V value) {
        changes.put(key, Optional.of(value));
    }

    void remove(K key) {
        changes.put(key, Optional.empty());
    }

    void flush() {
        changes.forEach((key, value) -> {
            if (value.isPresent()) {
                table.put(key, value.get());
            } else {
                table.remove(key);
            }
        });
        changes.clear();
    }
}
