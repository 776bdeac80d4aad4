package io.spendbell.store.core;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tables whose changes are written at once and can be taken back by a log. */
record UndoableTables(Tables tables, UndoLog log) implements Tables {
    @Override
    public Table<String, String> texts(String name) {
        return new UndoableTable<>(tables.texts(name), log);
    }

    @Override
    public Table<String, Long> numbers(String name) {
        return new UndoableTable<>(tables.numbers(name), log);
    }

    @Override
    public Table<String, byte[]> bytes(String name) {
        return new UndoableTable<>(tables.bytes(name), log);
    }

    @Override
    public Totals totals() {
        return new UndoableTotals(tables.totals(), log);
    }

    @Override
    public boolean areAtFault(Throwable failure) {
        return tables.areAtFault(failure);
    }

    private record UndoableTable<V>(Table<String, V> table, UndoLog log) implements Table<String, V> {
        @Override
        public @Nullable V get(String key) {
            return table.get(key);
        }

        @Override
        public @Nullable V put(String key, V value) {
            V before = table.put(key, value);
            log.add(before == null ? () -> table.remove(key) : () -> table.put(key, before));
            return before;
        }

        @Override
        public @Nullable V remove(String key) {
            V before = table.remove(key);
            if (before != null) {
                log.add(() -> table.put(key, before));
            }
            return before;
        }

        @Override
        public Iterator<Map.Entry<String, V>> from(@Nullable String first) {
            return table.from(first);
        }
    }

    private record UndoableTotals(Totals totals, UndoLog log) implements Totals {
        @Override
        public long get(long slot) {
            return totals.get(slot);
        }

        @Override
        public void put(long slot, long before, long total) {
            totals.put(slot, before, total);
            log.add(() -> totals.put(slot, total, before));
        }

        @Override
        public void remove(long slot) {
            long before = totals.get(slot);
            totals.remove(slot);
            log.add(() -> totals.put(slot, 0, before));
        }
    }
}
