package io.spendbell.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.store.Outbox.DeliveryId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PausesTest {
    private static final Instant START = Instant.parse("2026-11-23T21:00:00Z");

    private Instant now = START;
    private final Pauses pauses = new Pauses(
            new SplittableRandom(1), () -> Duration.between(START, now).toNanos());

    private static List<DeliveryId> message(String name, int deliveries) {
        return IntStream.range(0, deliveries)
                .mapToObj(i -> new DeliveryId(name + i, "finops"))
                .toList();
    }

    private Duration pause() {
        return pauses.pauseLeft();
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void pauses_of_a_dead_destination_grow_to_five_minutes() {
        for (int i = 0; i < 20; i++) {
            pauses.failed(message("m" + i, 3), now);
            pass(pause());
        }
        pauses.failed(message("last", 3), now);

        assertThat(pause()).isBetween(Duration.ofSeconds(150), Duration.ofMinutes(5));
    }

    @Test
    void what_failed_is_tried_again_a_little_after_the_pause_so_that_others_go_first() {
        Instant retryAt = pauses.failed(message("m", 1), now);

        assertThat(retryAt).isAfter(START.plus(pause())).isBefore(START.plusMillis(1_300));
    }

    @Test
    void posts_that_fail_together_are_one_failure() {
        for (int i = 0; i < 8; i++) {
            pauses.failed(message("m" + i, 1), now);
        }

        assertThat(pause()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_message_that_fails_while_others_get_through_waits_longer_each_time_and_holds_up_nobody() {
        // Given
        List<DeliveryId> poison = message("poison", 1);
        pauses.failed(poison, now);
        pass(Duration.ofSeconds(2));
        pauses.accepted(message("other", 5));

        // When
        Duration own = Duration.ZERO;
        for (int i = 0; i < 12; i++) {
            own = Duration.between(now, pauses.failed(poison, now));
            assertThat(pause()).isZero();
            pass(own);
            pauses.accepted(message("other" + i, 5));
        }

        // Then
        assertThat(own).isBetween(Duration.ofSeconds(150), Duration.ofMinutes(5));
    }

    @Test
    void a_second_failure_in_a_row_is_the_destinations_even_if_the_message_is_suspect() {
        // Given
        pauses.failed(message("poison", 1), now);
        pass(Duration.ofSeconds(2));
        pauses.accepted(message("other", 5));

        // When
        pauses.failed(message("poison", 1), now);
        pauses.failed(message("new", 1), now);

        // Then
        assertThat(pause()).isPositive();
    }

    @Test
    void suspects_share_messages_with_ever_fewer_until_each_is_alone() {
        // Given
        Suspects suspects = new Suspects();
        List<DeliveryId> many = message("m", 40);
        DeliveryId one = many.get(0);

        // When
        suspects.failed(many);
        assertThat(suspects.mostTogether(one)).isEqualTo(Integer.MAX_VALUE);
        suspects.passed(message("other", 1));

        // Then
        assertThat(suspects.mostTogether(one)).isEqualTo(10);
        suspects.failed(many.subList(0, 10));
        assertThat(suspects.mostTogether(one)).isEqualTo(2);
        suspects.failed(many.subList(0, 2));
        assertThat(suspects.mostTogether(one)).isEqualTo(1);
        suspects.failed(many.subList(0, 1));
        assertThat(suspects.mostTogether(one)).isEqualTo(1);
        assertThat(suspects.timesFailed(one)).isEqualTo(1);
        suspects.passed(many.subList(0, 1));
        assertThat(suspects.timesFailed(one)).isZero();
    }

    @Test
    void very_many_suspects_make_few_messages_at_first_and_smaller_ones_where_these_fail_too() {
        // Given small messages that failed one after the other, while others got through
        Suspects suspects = new Suspects();
        for (int i = 0; i < 200; i++) {
            suspects.failed(message("m" + i + "-", 2));
            suspects.passed(message("other", 1));
        }
        DeliveryId one = message("m7-", 1).get(0);
        assertThat(suspects.mostTogether(one)).isEqualTo(50);

        // When all of them fail, as each has one at fault
        List<DeliveryId> together = IntStream.range(0, 25)
                .mapToObj(i -> message("m" + i + "-", 2))
                .flatMap(List::stream)
                .toList();
        suspects.failed(together);

        // Then
        assertThat(suspects.mostTogether(one)).isEqualTo(12);
        suspects.failed(together.subList(10, 22));
        assertThat(suspects.mostTogether(one)).isEqualTo(3);
        assertThat(suspects.mostTogether(new DeliveryId("m199-0", "finops")))
                .as("of those that did not fail again")
                .isEqualTo(350 / 8);

        // When
        suspects.passed(together);

        // Then
        assertThat(suspects.mostTogether(one)).isEqualTo(Integer.MAX_VALUE);
        assertThat(suspects.mostTogether(new DeliveryId("m199-0", "finops"))).isEqualTo(350 / 8);
    }

    @Test
    void of_very_many_suspects_the_latest_are_known() {
        Suspects suspects = new Suspects();
        suspects.failed(message("old", 10_000));
        suspects.failed(message("new", 5));
        suspects.passed(message("other", 1));

        assertThat(suspects.timesFailed(new DeliveryId("old4", "finops"))).isZero();
        assertThat(suspects.timesFailed(new DeliveryId("old5", "finops"))).isOne();
        assertThat(suspects.timesFailed(new DeliveryId("new0", "finops"))).isOne();
    }
}
