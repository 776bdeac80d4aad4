package io.spendbell.store.redis;

import static io.spendbell.store.StoreFixture.batch;
import static io.spendbell.store.StoreFixture.dollars;
import static io.spendbell.store.StoreFixture.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.store.Batch;
import io.spendbell.store.CommitResult;
import io.spendbell.store.Entry;
import io.spendbell.store.Entry.Outcome;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttemptTest {
    private static Entry large(String id) {
        return entry(
                id,
                IntStream.range(0, 2 * Part.MOST / 3)
                        .mapToObj(team -> dollars(id + team, 1))
                        .toList());
    }

    @Test
    void what_was_applied_is_not_left() {
        Batch batch = batch(large("a"), large("b"), large("c"));
        Attempt attempt = new Attempt(batch);
        assertThat(attempt.rest()).isEqualTo(batch);

        attempt.applied(new CommitResult(List.of(Outcome.APPLIED), List.of(), List.of(), 0), 0);

        assertThat(attempt.rest().entries()).extracting(Entry::eventId).containsExactly("b", "c");
    }
}
