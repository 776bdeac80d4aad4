package io.spendbell.store.embedded;

import io.spendbell.store.core.Totals;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;

/*
 * A commit changes a few hundred totals that lie all over the table; written in place, each would drag a page of its own
 * into the file. So a commit appends one record to the journal instead, and the table is brought up to date in slices.
 * A record holds totals, not differences: replaying it once more, after a crash between a slice and the journal's
 * trimming, does no harm. Until a total is folded it is answered from memory.
 */
/** The ledger's totals in a journal and a table. Confined to the store's thread. */
final class JournaledTotals implements Totals {
    private final MVMap<Long, byte[]> journal;
    private final MVMap<Long, Long> table;
    private Map<Long, Long> unfolded = new HashMap<>();
    private Map<Long, Long> folding = Map.of();
    private Iterator<Map.Entry<Long, Long>> toFold = folding.entrySet().iterator();
    private long foldedUpTo;
    private long nextRecord;

    JournaledTotals(MVStore file) {
        this.journal = file.openMap(
                "journal",
                new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
        this.table = file.openMap(
                "totals",
                new MVMap.Builder<Long, Long>().keyType(LongDataType.INSTANCE).valueType(LongDataType.INSTANCE));
        replay();
    }

    private void replay() {
        Cursor<Long, byte[]> records = journal.cursor(null);
        while (records.hasNext()) {
            nextRecord = records.next() + 1;
            ByteBuffer record = ByteBuffer.wrap(records.getValue());
            while (record.hasRemaining()) {
                unfolded.put(record.getLong(), record.getLong());
            }
        }
    }

    @Override
    public long get(long slot) {
        Long total = unfolded.get(slot);
        if (total == null) {
            total = folding.get(slot);
        }
        if (total == null) {
            total = table.get(slot);
        }
        return total == null ? 0 : total;
    }

    @Override
    public void put(Map<Long, Long> totals) {
        ByteBuffer record = ByteBuffer.allocate(totals.size() * 2 * Long.BYTES);
        totals.forEach((slot, total) -> record.putLong(slot).putLong(total));
        journal.put(nextRecord++, record.array());
        unfolded.putAll(totals);
    }

    /** A record of the journal that still names the slot only brings back a number that nobody asks for. */
    @Override
    public void remove(long slot) {
        unfolded.remove(slot);
        table.remove(slot);
    }

    /** Whether there is anything to fold. */
    boolean hasUnfolded() {
        return !unfolded.isEmpty() || !folding.isEmpty();
    }

    /** Folds at most so many totals into the table; the journal is trimmed once a whole round is done. */
    void fold(int most) {
        if (folding.isEmpty()) {
            folding = unfolded;
            unfolded = new HashMap<>();
            toFold = folding.entrySet().iterator();
            foldedUpTo = nextRecord;
        }
        for (int folded = 0; folded < most && toFold.hasNext(); folded++) {
            Map.Entry<Long, Long> total = toFold.next();
            table.put(total.getKey(), total.getValue());
        }
        if (!toFold.hasNext()) {
            trim();
            folding = Map.of();
        }
    }

    private void trim() {
        List<Long> done = new ArrayList<>();
        Iterator<Long> records = journal.keyIterator(null);
        while (records.hasNext()) {
            long record = records.next();
            if (record >= foldedUpTo) {
                break;
            }
            done.add(record);
        }
        done.forEach(journal::remove);
    }
}
