package io.spendbell.store.embedded;

import static io.spendbell.store.StoreFixture.get;

import io.spendbell.store.Store;
import io.spendbell.store.StoreModelContract;
import io.spendbell.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedModelTest extends StoreModelContract {
    @TempDir
    Path folder;

    private int generation;

    @Override
    protected Store newStore(StoreOptions options) {
        generation++;
        return new EmbeddedStore(file(), false, options);
    }

    private Path file() {
        return folder.resolve(generation + ".db");
    }

    /** Now and then a restart: after a clean end, or with the file as it is while the process still runs. */
    @Override
    protected Store next(Store store, StoreOptions options, Random random, Runnable restarted) throws IOException {
        if (random.nextInt(4) != 0) {
            return store;
        }
        Path before = file();
        Path after = folder.resolve((generation + 1) + ".db");
        if (random.nextBoolean()) {
            get(store.close());
            Files.copy(before, after);
        } else {
            Files.copy(before, after);
            get(store.close());
        }
        Store found = newStore(options);
        get(found.open());
        restarted.run();
        return found;
    }
}
