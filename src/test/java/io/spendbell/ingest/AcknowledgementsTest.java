package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alerting.Intake.Rejection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
    private final List<String> told = new ArrayList<>();
    private final Acknowledgements owed = new Acknowledgements(
            (id, accepted, rejected) -> told.add(id + " " + accepted + "/" + rejected),
            (error, line) -> told.add(error + "@" + line));

    @Test
    void answers_a_barrier_at_once_when_nothing_is_before_it() {
        owed.sync("a");
        assertThat(told).containsExactly("a 0/0");
    }

    @Test
    void answers_a_barrier_only_when_all_before_it_is_settled() {
        Acknowledgements.Batch first = owed.batch(2, new long[] {1L, 2L});
        Acknowledgements.Batch second = owed.batch(1, new long[] {3L});
        owed.sync("a");

        owed.settle(second, List.of());
        assertThat(told).isEmpty();
        owed.settle(first, List.of());

        assertThat(told).containsExactly("a 3/0");
    }

    @Test
    void counts_from_barrier_to_barrier_whatever_was_read_in_the_meantime() {
        Acknowledgements.Batch first = owed.batch(2, new long[] {1L, 2L});
        owed.rejectedAtOnce();
        owed.sync("a");
        owed.rejectedAtOnce();
        owed.rejectedAtOnce();
        Acknowledgements.Batch second = owed.batch(5, new long[] {5L, 6L, 7L, 8L, 9L});
        owed.sync("b");

        owed.settle(first, List.of());
        owed.settle(second, List.of());

        assertThat(told).containsExactly("a 2/1", "b 5/2");
        assertThat(owed.areComplete()).isTrue();
    }

    @Test
    void an_event_that_is_refused_late_is_told_before_the_barrier_with_its_line() {
        Acknowledgements.Batch batch = owed.batch(3, new long[] {4L, 6L, 7L});
        owed.sync("a");

        owed.settle(batch, List.of(new Rejection(1, "too much")));

        assertThat(told).containsExactly("too much@6", "a 2/1");
    }

    @Test
    void barriers_that_wait_count_with_their_ids_until_they_are_answered_or_nobody_answers_them() {
        Acknowledgements.Batch first = owed.batch(1, new long[] {1L});
        owed.sync("a");
        long one = owed.barrierBytes();
        Acknowledgements.Batch second = owed.batch(1, new long[] {3L});
        owed.sync("i".repeat(5_000));
        assertThat(one).isPositive();
        assertThat(owed.barrierBytes()).isGreaterThan(2 * one + 5_000);

        owed.settle(second, List.of());
        owed.settle(first, List.of());
        assertThat(owed.barrierBytes()).isZero();

        owed.batch(1, new long[] {5L});
        owed.sync("b");
        owed.giveUp();
        assertThat(owed.barrierBytes()).isZero();
        assertThat(owed.areComplete()).isTrue();
    }
}
