package io.spendbell.store.memory;

import io.spendbell.store.LedgerContract;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;

class MemoryLedgerTest extends LedgerContract {
    @Override
    protected Store newStore(StoreOptions options) {
        return new MemoryStore(options);
    }
}
