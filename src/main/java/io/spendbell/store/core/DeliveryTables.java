package io.spendbell.store.core;

import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries that are kept. Each stands in {@code deliveries} and in exactly one index of its destination: the ready ones in
 * posting order, those that wait for a time by that time, the parked ones in posting order. How many there are is counted in memory.
 */
final class DeliveryTables {
    private final Table<String, String> deliveries;
    private final Table<String, String> ready;
    private final Table<String, String> later;
    private final Table<String, String> parked;
    private final UndoLog undo;
    private final Map<String, long[]> counts = new HashMap<>();

    DeliveryTables(Tables tables, UndoLog undo) {
        this.deliveries = tables.texts("deliveries");
        this.ready = tables.texts("deliveries_ready");
        this.later = tables.texts("deliveries_later");
        this.parked = tables.texts("deliveries_parked");
        this.undo = undo;
        countAll(ready, 0);
        countAll(later, 0);
        countAll(parked, 1);
    }

    private void countAll(Table<String, String> index, int which) {
        Iterator<Map.Entry<String, String>> entries = index.from(null);
        while (entries.hasNext()) {
            String key = entries.next().getKey();
            countsOf(key.substring(0, key.indexOf(SortKey.SEPARATOR)))[which]++;
        }
    }

    private long[] countsOf(String destination) {
        return counts.computeIfAbsent(destination, name -> new long[2]);
    }

    /** All destinations for which there was ever something since this was opened. */
    Set<String> destinations() {
        return Set.copyOf(counts.keySet());
    }

    long waiting(String destination) {
        return countsOf(destination)[0];
    }

    long parked(String destination) {
        return countsOf(destination)[1];
    }

    Table<String, String> ready() {
        return ready;
    }

    Table<String, String> later() {
        return later;
    }

    List<Table<String, String>> indexes() {
        return List.of(ready, later, parked);
    }

    /** All from a key on, in the order of their alerts' ids. */
    Iterator<Map.Entry<String, String>> from(String key) {
        return deliveries.from(key);
    }

    @Nullable
    Kept kept(String key) {
        String text = deliveries.get(key);
        return text == null ? null : Kept.of(key, text);
    }

    /** What would be written as it stands, such as thousands that are given back, is not. */
    void replace(Kept before, Kept after) {
        if (!after.text().equals(before.text())) {
            unindex(before);
            insert(after);
        }
    }

    void insert(Kept kept) {
        deliveries.put(kept.key(), kept.text());
        index(kept).put(indexKey(kept), kept.key());
        count(kept, 1);
    }

    void remove(Kept kept) {
        unindex(kept);
        deliveries.remove(kept.key());
    }

    private void unindex(Kept kept) {
        index(kept).remove(indexKey(kept));
        count(kept, -1);
    }

    private void count(Kept kept, int difference) {
        long[] count = countsOf(kept.id().destination());
        int which = kept.isParked() ? 1 : 0;
        count[which] += difference;
        undo.add(() -> count[which] -= difference);
    }

    private Table<String, String> index(Kept kept) {
        return kept.isParked() ? parked : kept.notBefore() == null ? ready : later;
    }

    private static String indexKey(Kept kept) {
        Instant notBefore = kept.isParked() ? null : kept.notBefore();
        return kept.id().destination()
                + SortKey.SEPARATOR
                + (notBefore == null ? "" : SortKey.time(notBefore))
                + kept.order();
    }

    /** Whether an index's key is one of that destination's. */
    static boolean isOf(String destination, String indexKey) {
        return indexKey.length() > destination.length()
                && indexKey.startsWith(destination)
                && indexKey.charAt(destination.length()) == SortKey.SEPARATOR;
    }
}
