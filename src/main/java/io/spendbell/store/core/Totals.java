package io.spendbell.store.core;

/** The ledger's totals in nano-dollars. A slot is one account's total of one window; a slot never written is 0. */
public interface Totals {
    long get(long slot);

    /**
     * Sets a total.
     *
     * @param before what it is so far, as {@link #get} says
     */
    void put(long slot, long before, long total);

    void remove(long slot);
}
