package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.NOW;

import io.spendbell.store.Store;
import io.spendbell.store.StoreContract;
import io.spendbell.store.StoreOptions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisStoreIT extends StoreContract {
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

    @Override
    protected Instant setBack() {
        return NOW.minus(stores.setBack(Duration.ofHours(1), (RedisStore) store));
    }
}
