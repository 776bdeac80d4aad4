package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.NOW;

import io.spendbell.store.Store;
import io.spendbell.store.StoreContract;
import io.spendbell.store.StoreOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class RedisClusterStoreIT extends StoreContract {
    @TempDir
    static Path folder;

    private static RedisStores stores;

    @BeforeAll
    static void startCluster() throws Exception {
        stores = RedisStores.inCluster(folder);
    }

    @AfterAll
    static void stopCluster() throws Exception {
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
