package io.spendbell.store.core;

import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names that are kept until a time each, with an index of those times so that what is over is found without a search. */
final class Expiring implements Expiries {
    private final Table<String, Long> untilByName;
    private final Table<String, String> namesByEnd;

    Expiring(Table<String, Long> untilByName, Table<String, String> namesByEnd) {
        this.untilByName = untilByName;
        this.namesByEnd = namesByEnd;
    }

    @Override
    public @Nullable Instant until(String name, Instant now) {
        Long millis = untilByName.get(name);
        return millis == null || millis <= now.toEpochMilli() ? null : Instant.ofEpochMilli(millis);
    }

    @Override
    public void put(String name, Instant until) {
        Long before = untilByName.get(name);
        if (before != null) {
            namesByEnd.remove(indexKey(before, name));
        }
        long millis = SortKey.millisFrom(until);
        untilByName.put(name, millis);
        namesByEnd.put(indexKey(millis, name), name);
    }

    void remove(String name) {
        Long millis = untilByName.remove(name);
        if (millis != null) {
            namesByEnd.remove(indexKey(millis, name));
        }
    }

    /** Forgets at most {@code most} names whose time is over, and tells how many it were. */
    int forgetOver(Instant now, int most) {
        String end = SortKey.number(now.toEpochMilli() + 1);
        int forgotten = 0;
        Iterator<Map.Entry<String, String>> entries = namesByEnd.from(null);
        while (forgotten < most && entries.hasNext()) {
            Map.Entry<String, String> entry = entries.next();
            if (entry.getKey().compareTo(end) >= 0) {
                break;
            }
            remove(entry.getValue());
            forgotten++;
        }
        return forgotten;
    }

    private static String indexKey(long millis, String name) {
        return SortKey.number(millis) + SortKey.SEPARATOR + name;
    }
}
