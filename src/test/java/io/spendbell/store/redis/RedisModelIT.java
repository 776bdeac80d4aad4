package io.spendbell.store.redis;

import io.spendbell.store.Store;
import io.spendbell.store.StoreModelContract;
import io.spendbell.store.StoreOptions;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisModelIT extends StoreModelContract {
    private static RedisStores stores;
    private String namespace = "";

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
        namespace = RedisStores.newNamespace();
        return stores.in(namespace, options);
    }

    /** Another replica goes on where this one stopped; leases outlive it. */
    @Override
    protected Store next(Store store, StoreOptions options, Random random, Runnable restarted) throws Exception {
        if (random.nextInt(3) != 0) {
            return store;
        }
        Store other = stores.in(namespace, options);
        other.open().toCompletionStage().toCompletableFuture().get();
        store.close().toCompletionStage().toCompletableFuture().get();
        return other;
    }
}
