package io.spendbell.store.memory;

import io.spendbell.store.Store;
import io.spendbell.store.StoreContract;
import io.spendbell.store.StoreOptions;

class MemoryStoreTest extends StoreContract {
    @Override
    protected Store newStore(StoreOptions options) {
        return new MemoryStore(options);
    }
}
