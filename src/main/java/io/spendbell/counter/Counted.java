package io.spendbell.counter;

import io.spendbell.event.Usd;

/** What the ledger keeps accounts of: one for each entity, with a total for each window. Two of them are the same only if they are the same object. */
public interface Counted {

    /** The name of its accounts in the store. */
    String source();

    /** What an account's first window starts with. */
    Usd opening();

    /** How many accounts it may have; later ones go together. */
    int maxAccounts();
}
