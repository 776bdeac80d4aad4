package io.spendbell.store.core;

/** Makes a store's tables by name; asked for the same name again it gives the same table. */
public interface Tables {
    Table<String, String> texts(String name);

    Table<String, Long> numbers(String name);

    Table<String, byte[]> bytes(String name);

    /** The ledger's totals, by slot. */
    Totals totals();

    /** Whether a failure came from what keeps the tables. */
    default boolean areAtFault(Throwable failure) {
        return false;
    }
}
