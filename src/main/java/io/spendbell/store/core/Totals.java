package io.spendbell.store.core;

import java.util.Map;

/** The ledger's totals in nano-dollars. A slot is one account's total of one window; a slot never written is 0. */
public interface Totals {
    long get(long slot);

    /** Writes totals, all at once. */
    void put(Map<Long, Long> totals);

    void remove(long slot);
}
