package io.spendbell.store.memory;

import static io.spendbell.store.StoreFixture.NOTHING;
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
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryReceiptTest extends ReceiptContract {
    private int next;

    @Override
    protected Store newStore(StoreOptions options) {
        return new MemoryStore(options);
    }

    @Override
    protected Receipt fresh() {
        return new Receipt("spend", "g", "1-" + next++, "e");
    }

    @Test
    void what_was_acknowledged_is_remembered_no_more() {
        Receipt receipt = fresh();
        get(store.commit(batch(received(null, receipt, List.of(dollars("pay", 1)))), NOTHING));

        get(store.acknowledged(List.of(receipt)));

        assertThat(store.acknowledgesEntries()).isFalse();
        assertThat(get(store.commit(batch(received(null, receipt, List.of(dollars("pay", 1)))), NOTHING))
                        .outcomes())
                .containsExactly(Outcome.APPLIED);
    }
}
