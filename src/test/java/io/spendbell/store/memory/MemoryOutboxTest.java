package io.spendbell.store.memory;

import io.spendbell.store.OutboxContract;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;

class MemoryOutboxTest extends OutboxContract {
    @Override
    protected Store newStore(StoreOptions options) {
        return new MemoryStore(options);
    }
}
