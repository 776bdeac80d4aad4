package io.spendbell.store;

import static io.spendbell.store.StoreFixture.NOTHING;
import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.batchAt;
import static io.spendbell.store.StoreFixture.dollars;
import static io.spendbell.store.StoreFixture.entry;
import static io.spendbell.store.StoreFixture.get;
import static io.spendbell.store.StoreFixture.posting;
import static io.spendbell.store.StoreFixture.received;
import static io.spendbell.store.StoreFixture.total;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.event.Usd;
import io.spendbell.store.Entry.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do with events from streams. */
public abstract class ReceiptContract {
    protected Store store;

    protected abstract Store newStore(StoreOptions options) throws Exception;

    /** A receipt of an entry that a consumer has and that is not acknowledged. */
    protected abstract Receipt fresh();

    @BeforeEach
    void openStore() throws Exception {
        store = newStore(OPTIONS);
        get(store.open());
    }

    @AfterEach
    void closeStore() {
        get(store.close());
    }

    @Test
    void a_receipt_is_good_once_in_one_batch_and_over_batches() {
        Receipt receipt = fresh();
        Receipt other = fresh();

        CommitResult first = get(store.commit(
                batch(
                        received(null, receipt, List.of(dollars("pay", 1))),
                        received(null, receipt, List.of(dollars("pay", 10))),
                        received(null, other, List.of(dollars("pay", 100)))),
                NOTHING));
        CommitResult again = get(store.commit(batch(received(null, receipt, List.of(dollars("pay", 1_000)))), NOTHING));

        assertThat(first.outcomes()).containsExactly(Outcome.APPLIED, Outcome.DUPLICATE, Outcome.APPLIED);
        assertThat(again.outcomes()).containsExactly(Outcome.DUPLICATE);
        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(101));
    }

    @Test
    void a_receipt_is_used_up_longer_than_ids_are_remembered() {
        Receipt receipt = fresh();
        get(store.commit(batch(received(null, receipt, List.of(dollars("pay", 1)))), NOTHING));
        for (int i = 0; i < 2 * OPTIONS.maxIds(); i += 200) {
            List<Entry> more = new ArrayList<>();
            for (int id = 0; id < 200; id++) {
                more.add(entry("id-" + (i + id), List.of()));
            }
            get(store.commit(new Batch(NOW, more), NOTHING));
        }
        get(store.sweep(NOW.plus(Duration.ofDays(29))));

        CommitResult again = get(store.commit(
                batchAt(NOW.plus(Duration.ofDays(29)), received(null, receipt, List.of(dollars("pay", 10)))), NOTHING));

        assertThat(again.outcomes()).containsExactly(Outcome.DUPLICATE);
    }

    @Test
    void a_repeated_id_uses_up_the_receipt_and_does_nothing() {
        Receipt receipt = fresh();

        CommitResult result = get(store.commit(
                batch(
                        entry("call-1", List.of(dollars("pay", 1))),
                        received("call-1", receipt, List.of(dollars("pay", 10))),
                        received("call-2", receipt, List.of(dollars("pay", 100)))),
                NOTHING));

        assertThat(result.outcomes()).containsExactly(Outcome.APPLIED, Outcome.DUPLICATE, Outcome.DUPLICATE);
        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(1));
    }

    @Test
    void what_is_refused_leaves_the_receipt_good() {
        Receipt receipt = fresh();
        Usd most = new Usd(Long.MAX_VALUE);
        get(store.commit(batch(entry(null, List.of(posting("b", "pay", StoreFixture.MONTH, most)))), NOTHING));

        CommitResult refused = get(store.commit(batch(received(null, receipt, List.of(dollars("pay", 1)))), NOTHING));
        CommitResult then = get(store.commit(batch(received(null, receipt, List.of(dollars("other", 1)))), NOTHING));

        assertThat(refused.outcomes()).containsExactly(Outcome.OVERFLOW);
        assertThat(then.outcomes()).containsExactly(Outcome.APPLIED);
    }

    @Test
    void what_cannot_be_judged_leaves_the_receipt_good() {
        Receipt receipt = fresh();
        Judge failing = posted -> {
            throw new IllegalStateException("on purpose");
        };

        CommitResult failed = get(store.commit(batch(received("id", receipt, List.of(dollars("pay", 1)))), failing));
        CommitResult then = get(store.commit(batch(received("id", receipt, List.of(dollars("pay", 1)))), NOTHING));

        assertThat(failed.outcomes()).containsExactly(Outcome.FAILED);
        assertThat(then.outcomes()).containsExactly(Outcome.APPLIED);
        assertThat(total(store, "pay")).isEqualTo(Usd.ofDollars(1));
    }

    @Test
    void a_batch_of_many_parts_uses_up_each_receipt() {
        List<Entry> entries = new ArrayList<>();
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < 1_300; i++) {
            receipts.add(fresh());
            entries.add(received(null, receipts.get(i), List.of(dollars("team-" + i % 7, 1))));
        }
        entries.add(received(null, receipts.get(0), List.of(dollars("team-0", 1))));

        CommitResult result = get(store.commit(new Batch(NOW, entries), NOTHING));

        assertThat(result.outcomes().subList(0, 1_300)).containsOnly(Outcome.APPLIED);
        assertThat(result.outcomes().get(1_300)).isEqualTo(Outcome.DUPLICATE);
        long cents = get(store.ledger().balances("b", null, 100)).stream()
                .mapToLong(balance -> balance.spent().nanos())
                .sum();
        assertThat(cents).isEqualTo(Usd.ofDollars(1_300).nanos());
    }
}
