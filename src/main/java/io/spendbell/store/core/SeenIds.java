package io.spendbell.store.core;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;

/*
 * Ids are as good as random, so a sorted table of them would be rewritten all over with every batch. Instead each batch
 * appends one record with the hashes of its new ids, and records are dropped from the front; which ids are remembered is
 * answered from memory.
 */
/** The ids of events that were let through, each until its time is over. */
final class SeenIds {
    private static final String NEXT = "next_ids";
    private static final int HASH_BYTES = IdHash.BYTES;
    private static final int ALL = Integer.MAX_VALUE;

    private final Table<String, byte[]> records;
    private final Table<String, byte[]> recordsForGood;
    private final Table<String, Long> meta;
    private final UndoLog undo;
    private final HashSet128 remembered = new HashSet128();
    private final IdHash hash = new IdHash();
    private ByteBuffer fresh = ByteBuffer.allocate(64 * HASH_BYTES);

    /**
     * Ids in a table.
     *
     * @param forGood the tables whose changes are not taken back: an id whose time is over stays forgotten, whatever
     *     becomes of the batch at which that was noticed
     */
    SeenIds(Tables tables, Tables forGood, UndoLog undo) {
        this.records = tables.bytes("ids");
        this.recordsForGood = forGood.bytes("ids");
        this.meta = tables.numbers("meta_numbers");
        this.undo = undo;
        Iterator<Map.Entry<String, byte[]>> all = records.from(null);
        while (all.hasNext()) {
            ByteBuffer record = ByteBuffer.wrap(all.next().getValue());
            record.getLong();
            while (record.hasRemaining()) {
                remembered.add(record.getLong(), record.getLong());
            }
        }
    }

    boolean contains(String id) {
        ByteBuffer bytes = ByteBuffer.wrap(hash.of(id));
        return remembered.contains(bytes.getLong(), bytes.getLong());
    }

    /** Notes an id, to be kept by the next {@link #keep}, and tells whether it is new. */
    boolean add(String id) {
        ByteBuffer bytes = ByteBuffer.wrap(hash.of(id));
        long high = bytes.getLong();
        long low = bytes.getLong();
        if (!remembered.add(high, low)) {
            return false;
        }
        if (!fresh.hasRemaining()) {
            fresh = ByteBuffer.allocate(2 * fresh.capacity()).put(fresh.flip());
        }
        fresh.putLong(high).putLong(low);
        undo.add(() -> {
            remembered.remove(high, low);
            fresh.position(Math.max(0, fresh.position() - HASH_BYTES));
        });
        return true;
    }

    /** Keeps what was added since the last call until a time, which is never earlier than that of the ids before. */
    void keep(Instant until) {
        if (fresh.position() == 0) {
            return;
        }
        Long next = meta.get(NEXT);
        long sequence = next == null ? 0 : next;
        byte[] last = sequence == 0 ? null : records.get(SortKey.number(sequence - 1));
        long millis = SortKey.millisFrom(until);
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES + fresh.position());
        record.putLong(last == null ? millis : Math.max(millis, endOf(last)));
        record.put(fresh.flip());
        fresh.clear();
        records.put(SortKey.number(sequence), record.array());
        meta.put(NEXT, sequence + 1);
    }

    /** Forgets the ids of at most so many batches whose time is over. */
    void forgetOver(Instant now, int mostRecords) {
        Iterator<Map.Entry<String, byte[]>> oldest = recordsForGood.from(null);
        for (int i = 0; i < mostRecords && oldest.hasNext(); i++) {
            Map.Entry<String, byte[]> record = oldest.next();
            if (endOf(record.getValue()) > now.toEpochMilli()) {
                return;
            }
            recordsForGood.remove(record.getKey());
            forget(ByteBuffer.wrap(record.getValue(), Long.BYTES, record.getValue().length - Long.BYTES), ALL);
        }
    }

    /** Forgets the oldest ids until no more than {@code most} are left, and tells how many it were. */
    long shrinkTo(int most) {
        int excess = remembered.size() - most;
        int left = excess;
        Iterator<Map.Entry<String, byte[]>> oldest = records.from(null);
        while (left > 0 && oldest.hasNext()) {
            Map.Entry<String, byte[]> record = oldest.next();
            ByteBuffer ids = ByteBuffer.wrap(record.getValue());
            long end = ids.getLong();
            left -= forget(ids, left);
            records.remove(record.getKey());
            if (ids.hasRemaining()) {
                byte[] rest = ByteBuffer.allocate(Long.BYTES + ids.remaining())
                        .putLong(end)
                        .put(ids)
                        .array();
                records.put(record.getKey(), rest);
            }
        }
        return Math.max(0, excess - left);
    }

    private int forget(ByteBuffer ids, int most) {
        int forgotten = 0;
        while (forgotten < most && ids.hasRemaining()) {
            long high = ids.getLong();
            long low = ids.getLong();
            remembered.remove(high, low);
            if (most != ALL) {
                undo.add(() -> remembered.add(high, low));
            }
            forgotten++;
        }
        return forgotten;
    }

    private static long endOf(byte[] record) {
        return ByteBuffer.wrap(record).getLong();
    }
}
