package io.spendbell.store.embedded;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.dollars;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.received;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.store.Entry.Outcome;
import io.spendbell.store.Receipt;
import io.spendbell.store.ReceiptContract;
import io.spendbell.store.Store;
import io.spendbell.store.StoreOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedReceiptTest extends ReceiptContract {
    @TempDir
    Path folder;

    private int next;

    @Override
    protected Store newStore(StoreOptions options) {
        return new EmbeddedStore(folder.resolve("spendbell.db"), false, options);
    }

    @Override
    protected Receipt fresh() {
        return new Receipt("spend", "g", "1-" + next++, "e");
    }

    @Test
    void what_was_counted_and_not_acknowledged_is_known_after_a_restart() {
        Receipt receipt = fresh();
        get(store.commit(batch(received(null, receipt, List.of(dollars("pay", 1)))), NOTHING));

        get(store.close());
        store = newStore(OPTIONS);
        get(store.open());

        assertThat(get(store.commit(batch(received(null, receipt, List.of(dollars("pay", 1)))), NOTHING))
                        .outcomes())
                .containsExactly(Outcome.DUPLICATE);
    }
}
