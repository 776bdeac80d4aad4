package io.spendbell.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant FIRST = Instant.parse("2023-11-16T18:00:00Z");
    private static final long SECOND = 1_000_000_000L;

    @Test
    void an_event_is_due_by_its_distance_from_the_first_divided_by_the_speed() {
        Pace pace = new Pace(2.5);

        assertThat(pace.dueNanos(FIRST)).isZero();
        assertThat(pace.dueNanos(FIRST.plusSeconds(10))).isEqualTo(4 * SECOND);
    }

    @Test
    void events_keep_their_order() {
        Pace pace = new Pace(1);
        pace.dueNanos(FIRST);
        pace.dueNanos(FIRST.plusSeconds(10));

        assertThat(pace.dueNanos(null)).isEqualTo(10 * SECOND);
        assertThat(pace.dueNanos(FIRST.minusSeconds(5))).isEqualTo(10 * SECOND);
    }

    @Test
    void without_a_limit_all_are_due_at_once() {
        Pace pace = new Pace(Double.POSITIVE_INFINITY);
        pace.dueNanos(FIRST);

        assertThat(pace.dueNanos(FIRST.plusSeconds(1_000_000))).isZero();
    }
}
