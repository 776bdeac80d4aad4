package io.spendbell.store.embedded;

import io.spendbell.store.core.Totals;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;

/*
 * A commit changes a few hundred totals that lie all over the table; written in place, each would drag a page of its own
 * into the file. So a commit appends one record to the journal instead, and the table is brought up to date in slices, in
 * the order of its pages. A record holds totals, not differences: replaying it once more, after a crash between a slice and
 * the journal's trimming, does no harm. Until a total is folded it is answered from memory.
 */
/** The ledger's totals in a journal and a table. Confined to the store's thread. */
final class JournaledTotals implements Totals {
    private static final int SMALLEST_SLICE = 5_000;

    private final MVMap<Long, byte[]> journal;
    private final MVMap<Long, Long> table;

    /** What no journal record holds yet. */
    private final SlotTotals unwritten = new SlotTotals();

    /** What is in the journal and not among those that are being folded. */
    private SlotTotals unfolded = new SlotTotals();

    private SlotTotals folding = new SlotTotals();
    private long[] foldingOrder = {};
    private int foldedSlots;
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
                long slot = record.getLong();
                if (slot < 0) {
                    unfolded.put(~slot, 0, true);
                } else {
                    unfolded.put(slot, record.getLong(), false);
                }
            }
        }
    }

    @Override
    public long get(long slot) {
        int at = unwritten.indexOf(slot);
        if (at >= 0) {
            return unwritten.totalAt(at);
        }
        at = unfolded.indexOf(slot);
        if (at >= 0) {
            return unfolded.totalAt(at);
        }
        at = folding.indexOf(slot);
        if (at >= 0) {
            return folding.totalAt(at);
        }
        Long inTable = table.get(slot);
        return inTable == null ? 0 : inTable;
    }

    @Override
    public void put(long slot, long before, long total) {
        unwritten.put(slot, total, false);
    }

    @Override
    public void remove(long slot) {
        unwritten.put(slot, 0, true);
    }

    /** Appends what changed since the last call to the journal: to be called before each commit of the file. */
    void write() {
        if (unwritten.isEmpty()) {
            return;
        }
        ByteBuffer record = ByteBuffer.allocate(unwritten.size() * 2 * Long.BYTES);
        unwritten.forEach((slot, total, isRemoved) -> {
            if (isRemoved) {
                record.putLong(~slot);
            } else {
                record.putLong(slot).putLong(total);
            }
            unfolded.put(slot, total, isRemoved);
        });
        byte[] bytes = new byte[record.flip().remaining()];
        record.get(bytes);
        journal.put(nextRecord++, bytes);
        unwritten.clear();
    }

    /** Whether there is anything to fold. */
    boolean hasUnfolded() {
        return !unfolded.isEmpty() || !folding.isEmpty();
    }

    /**
     * Folds a slice into the table, the larger the more is waiting; the journal is trimmed once a whole round is done.
     * Everything must have been {@link #write written}.
     */
    void fold() {
        if (folding.isEmpty()) {
            SlotTotals emptied = folding;
            folding = unfolded;
            unfolded = emptied;
            foldingOrder = folding.sortedSlots();
            foldedSlots = 0;
            foldedUpTo = nextRecord;
        }
        int slice = Math.max(SMALLEST_SLICE, foldingOrder.length / 4);
        int end = (int) Math.min(foldingOrder.length, (long) foldedSlots + slice);
        for (; foldedSlots < end; foldedSlots++) {
            long slot = foldingOrder[foldedSlots];
            int at = folding.indexOf(slot);
            if (folding.isRemovedAt(at)) {
                table.remove(slot);
            } else {
                table.put(slot, folding.totalAt(at));
            }
        }
        if (foldedSlots == foldingOrder.length) {
            trim();
            folding.clear();
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
