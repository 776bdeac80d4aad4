package io.spendbell.store.core;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map, in memory or on disk. An iterator need not show changes made after it was asked for, but must not fail for
 * them.
 */
public interface Table<K, V> {
    @Nullable
    V get(K key);

    /** Writes an entry, and gives what it was before. */
    @Nullable
    V put(K key, V value);

    /** Removes an entry, and gives what it was. */
    @Nullable
    V remove(K key);

    /** Entries in the order of their keys, from {@code first} on, or all where it is null. */
    Iterator<Map.Entry<K, V>> from(@Nullable K first);
}
