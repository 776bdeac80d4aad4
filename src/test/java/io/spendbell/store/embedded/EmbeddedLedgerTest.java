package io.spendbell.store.embedded;

import io.spendbell.store.LedgerContract;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedLedgerTest extends LedgerContract {
    @TempDir
    Path folder;

    @Override
    protected Store newStore(StoreOptions options) {
        return new EmbeddedStore(folder.resolve("spendbell.db"), false, options);
    }
}
