package io.spendbell.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.counter.Counter;
import io.spendbell.counter.CounterJudge;
import io.spendbell.counter.Counters;
import io.spendbell.counter.Counting;
import io.spendbell.counter.Counts;
import io.spendbell.counter.WindowCut;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Event;
import io.spendbell.event.Usd;
import io.spendbell.store.Batch;
import io.spendbell.store.Entry;
import io.spendbell.store.Ledger.Balance;
import io.spendbell.store.Posting;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountSweepTest {
    private static final Instant DAY = Instant.parse("2026-11-25T00:00:00Z");

    private final MemoryStore store =
            new MemoryStore(new StoreOptions(Duration.ofDays(1), Duration.ofMinutes(10), 1_000));
    private final Counter days = new Counter("days", WindowCut.every(Duration.ofDays(1)), 3, 10, CounterJudge.SILENT);
    private final Counters counters = new Counters(List.of(new Counting() {
        @Override
        public Collection<Counter> counters() {
            return List.of(days);
        }

        @Override
        public void count(Event event, Counts counts) {}
    }));
    private final AccountSweep sweep = new AccountSweep(store, () -> counters);

    @BeforeEach
    void open() {
        store.open();
        post("~days");
        post("~days_of_another_frequency");
        post("budget");
    }

    private void post(String source) {
        Posting posting =
                new Posting(source, "sam", DAY, DAY, DAY, Usd.ofDollars(1), Usd.ZERO, 10, EntityFields.NONE, DAY);
        store.commit(
                new Batch(DAY, List.of(new Entry(null, List.of(posting), List.of(), List.of(), List.of()))),
                posted -> List.of());
    }

    private List<String> left() {
        return List.of("budget", "~days", "~days_of_another_frequency").stream()
                .flatMap(source -> store.ledger().balances(source, null, 10).result().stream())
                .map(Balance::source)
                .toList();
    }

    @Test
    void an_account_is_closed_a_day_after_its_last_window_is_no_longer_kept() {
        sweep.next(DAY.plus(Duration.ofDays(4)).minusSeconds(1));
        assertThat(left()).contains("~days");

        sweep.next(DAY.plus(Duration.ofDays(4)));

        assertThat(left()).containsExactly("budget", "~days_of_another_frequency");
    }

    @Test
    void what_is_not_counted_any_more_goes_when_no_replica_may_want_it() {
        sweep.next(DAY.plus(Duration.ofDays(800)));
        assertThat(left()).contains("~days_of_another_frequency");

        sweep.next(DAY.plus(Duration.ofDays(800)).plusSeconds(1));

        assertThat(left()).containsExactly("budget");
    }
}
