package io.spendbell.store.embedded;

import java.util.Arrays;

/** Totals by slot, or that a slot was removed: a hash table of plain numbers with linear probing. Confined to one thread. */
final class SlotTotals {
    private static final long FREE = -1;
    private static final int SMALLEST = 16;

    private long[] slots = new long[SMALLEST];
    private long[] totals = new long[SMALLEST];
    private boolean[] removed = new boolean[SMALLEST];
    private int size;

    /** Is told of what is in a table. */
    interface Visitor {
        void visit(long slot, long total, boolean isRemoved);
    }

    SlotTotals() {
        Arrays.fill(slots, FREE);
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Where a slot stands, or -1; valid until the next change. */
    int indexOf(long slot) {
        int at = placeOf(slot);
        return slots[at] == slot ? at : -1;
    }

    /** The total at an index, 0 where the slot was removed. */
    long totalAt(int index) {
        return totals[index];
    }

    boolean isRemovedAt(int index) {
        return removed[index];
    }

    void put(long slot, long total, boolean isRemoved) {
        int at = placeOf(slot);
        if (slots[at] == FREE) {
            if (2 * (size + 1) > slots.length) {
                grow();
                at = placeOf(slot);
            }
            slots[at] = slot;
            size++;
        }
        totals[at] = isRemoved ? 0 : total;
        removed[at] = isRemoved;
    }

    void forEach(Visitor visitor) {
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] != FREE) {
                visitor.visit(slots[i], totals[i], removed[i]);
            }
        }
    }

    long[] sortedSlots() {
        return Arrays.stream(slots).filter(slot -> slot != FREE).sorted().toArray();
    }

    /** Empties the table and keeps its room. */
    void clear() {
        if (size > 0) {
            Arrays.fill(slots, FREE);
            size = 0;
        }
    }

    private int placeOf(long slot) {
        int mask = slots.length - 1;
        long mixed = slot * 0x9E3779B97F4A7C15L;
        int at = (int) (mixed >>> 32) & mask;
        while (slots[at] != FREE && slots[at] != slot) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldSlots = slots;
        long[] oldTotals = totals;
        boolean[] oldRemoved = removed;
        slots = new long[2 * oldSlots.length];
        totals = new long[slots.length];
        removed = new boolean[slots.length];
        Arrays.fill(slots, FREE);
        for (int i = 0; i < oldSlots.length; i++) {
            if (oldSlots[i] != FREE) {
                int at = placeOf(oldSlots[i]);
                slots[at] = oldSlots[i];
                totals[at] = oldTotals[i];
                removed[at] = oldRemoved[i];
            }
        }
    }
}
