package io.spendbell.store.memory;

import io.spendbell.store.Store;
import io.spendbell.store.StoreModelContract;
import io.spendbell.store.StoreOptions;
import java.util.Random;

class MemoryModelTest extends StoreModelContract {
    @Override
    protected Store newStore(StoreOptions options) {
        return new MemoryStore(options);
    }

    @Override
    protected Store next(Store store, StoreOptions options, Random random, Runnable restarted) {
        return store;
    }
}
