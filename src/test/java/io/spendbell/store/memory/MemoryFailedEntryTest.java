package io.spendbell.store.memory;

import io.spendbell.store.FailedEntryContract;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;

class MemoryFailedEntryTest extends FailedEntryContract {
    @Override
    protected Store newStore(StoreOptions options) {
        return new MemoryStore(options);
    }
}
