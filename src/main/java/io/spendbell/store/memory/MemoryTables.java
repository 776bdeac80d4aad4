package io.spendbell.store.memory;

import io.spendbell.store.core.Table;
import io.spendbell.store.core.Tables;
import io.spendbell.store.core.Totals;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Tables in memory. */
final class MemoryTables implements Tables {
    private final Map<String, MemoryTable<String>> texts = new HashMap<>();
    private final Map<String, MemoryTable<Long>> numbers = new HashMap<>();
    private final Map<String, MemoryTable<byte[]>> bytes = new HashMap<>();
    private final MemoryTotals totals = new MemoryTotals();

    @Override
    public Table<String, String> texts(String name) {
        return texts.computeIfAbsent(name, key -> new MemoryTable<>());
    }

    @Override
    public Table<String, Long> numbers(String name) {
        return numbers.computeIfAbsent(name, key -> new MemoryTable<>());
    }

    @Override
    public Table<String, byte[]> bytes(String name) {
        return bytes.computeIfAbsent(name, key -> new MemoryTable<>());
    }

    @Override
    public Totals totals() {
        return totals;
    }

    private static final class MemoryTable<V> implements Table<String, V> {
        /** Its iterators bear changes; a plain tree map's do not. */
        private final ConcurrentSkipListMap<String, V> map = new ConcurrentSkipListMap<>();

        @Override
        public @Nullable V get(String key) {
            return map.get(key);
        }

        @Override
        public @Nullable V put(String key, V value) {
            return map.put(key, value);
        }

        @Override
        public @Nullable V remove(String key) {
            return map.remove(key);
        }

        @Override
        public Iterator<Map.Entry<String, V>> from(@Nullable String first) {
            return (first == null ? map : map.tailMap(first)).entrySet().iterator();
        }
    }

    private static final class MemoryTotals implements Totals {
        private final Map<Long, Long> totals = new HashMap<>();

        @Override
        public long get(long slot) {
            return totals.getOrDefault(slot, 0L);
        }

        @Override
        public void put(long slot, long before, long total) {
            totals.put(slot, total);
        }

        @Override
        public void remove(long slot) {
            totals.remove(slot);
        }
    }
}
