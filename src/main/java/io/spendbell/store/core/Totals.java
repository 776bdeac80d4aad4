package io.spendbell.store.core;

/** The ledger's totals in nano-dollars. A slot is one account's total of one window; a slot never written is 0. */
public interface Totals {
    long get(long slot);

    void put(long slot, long total);

    void remove(long slot);
}
