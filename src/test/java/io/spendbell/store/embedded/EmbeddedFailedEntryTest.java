package io.spendbell.store.embedded;

import io.spendbell.store.FailedEntryContract;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedFailedEntryTest extends FailedEntryContract {
    @TempDir
    Path folder;

    @Override
    protected Store newStore(StoreOptions options) {
        return new EmbeddedStore(folder.resolve("spendbell.db"), false, options);
    }
}
