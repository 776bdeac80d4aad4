package io.spendbell.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private final Rounds rounds = new Rounds();

    @Test
    void asks_for_a_turn_once_it_came_in_vain_three_times_whatever_the_reason() {
        rounds.lost();
        rounds.refused();
        assertThat(rounds.askForTurn()).isFalse();

        rounds.lost();

        assertThat(rounds.askForTurn()).isTrue();
    }

    @Test
    void waits_longer_each_time_that_it_is_refused_up_to_a_bound_and_shortly_again_in_between() {
        LongStream pauses = IntStream.range(0, 100).mapToLong(i -> {
            rounds.refused();
            return rounds.pauseMillis();
        });
        assertThat(pauses.limit(7)).containsExactly(1L, 2L, 4L, 8L, 16L, 16L, 16L);

        rounds.lost();
        rounds.refused();

        assertThat(rounds.pauseMillis()).isEqualTo(1);
    }

    @Test
    void is_given_up_after_so_many_rounds_and_after_so_many_turns_of_others() {
        Rounds refused = new Rounds();
        for (int i = 1; i < 200; i++) {
            rounds.lost();
        }
        for (int i = 1; i < 1_000; i++) {
            refused.refused();
        }
        assertThat(rounds.fault()).isNull();
        assertThat(refused.fault()).isNull();

        rounds.lost();
        refused.refused();

        assertThat(rounds.fault()).isEqualTo("commit: planned 200 times (expected: to be applied some time)");
        assertThat(refused.fault())
                .isEqualTo("commit: waited 1000 times for others' turns (expected: to have one some time)");
    }
}
