package io.spendbell.store.redis;

import io.spendbell.store.FailedEntryContract;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisFailedEntryIT extends FailedEntryContract {
    private static RedisStores stores;

    @BeforeAll
    static void startRedis() throws Exception {
        stores = new RedisStores();
    }

    @AfterAll
    static void stopRedis() throws Exception {
        stores.close();
    }

    @Override
    protected Store newStore(StoreOptions options) {
        return stores.fresh(options);
    }
}
