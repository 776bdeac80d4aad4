package io.spendbell.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.event.EntityFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Calls that have begun, in the order in which they are looked at. */
class InFlightTest {
    private static final Instant NOW = Instant.parse("2026-09-01T12:00:00Z");

    private final InFlight inFlight = new InFlight(3);

    private static List<String> ids(List<InFlight.Call> calls) {
        return calls.stream().map(InFlight.Call::id).toList();
    }

    private boolean begin(String id, int dueSeconds) {
        return inFlight.began(id, NOW, EntityFields.NONE, NOW.plusSeconds(dueSeconds));
    }

    @Test
    void those_that_are_due_are_handed_out_once_the_earliest_first() {
        begin("late", 30);
        begin("soon", 10);
        begin("later", 40);

        assertThat(ids(inFlight.due(NOW.plusSeconds(9), 10))).isEmpty();
        assertThat(ids(inFlight.due(NOW.plusSeconds(30), 10))).containsExactly("soon", "late");
        assertThat(ids(inFlight.due(NOW.plusSeconds(30), 10))).isEmpty();
        assertThat(inFlight.size()).isEqualTo(3);
    }

    @Test
    void one_that_has_ended_is_forgotten_also_while_it_is_looked_at() {
        begin("a", 10);
        begin("b", 10);
        inFlight.ended("a");
        List<InFlight.Call> due = inFlight.due(NOW.plusSeconds(10), 10);
        assertThat(ids(due)).containsExactly("b");

        inFlight.ended("b");

        assertThat(inFlight.isOpen(due.get(0))).isFalse();
        inFlight.lookAgain(due.get(0), NOW);
        assertThat(inFlight.due(NOW.plusSeconds(99), 10)).isEmpty();
        assertThat(inFlight.size()).isZero();
    }

    @Test
    void one_is_looked_at_again_when_that_is_asked_for() {
        begin("a", 10);
        List<InFlight.Call> due = inFlight.due(NOW.plusSeconds(10), 10);

        inFlight.lookAgain(due.get(0), NOW.plusSeconds(20));

        assertThat(inFlight.due(NOW.plusSeconds(19), 10)).isEmpty();
        assertThat(ids(inFlight.due(NOW.plusSeconds(20), 10))).containsExactly("a");
    }

    @Test
    void one_that_is_known_stays_as_it_began() {
        begin("a", 10);
        assertThat(inFlight.began("a", NOW.plusSeconds(5), EntityFields.NONE, NOW.plusSeconds(50)))
                .isTrue();

        assertThat(inFlight.due(NOW.plusSeconds(10), 10))
                .extracting(InFlight.Call::since)
                .containsExactly(NOW);
    }

    @Test
    void what_begins_where_it_is_full_is_not_taken_in() {
        begin("a", 10);
        begin("b", 10);
        assertThat(begin("c", 10)).isTrue();

        assertThat(begin("d", 10)).isFalse();

        inFlight.ended("a");
        assertThat(begin("d", 10)).isTrue();
    }

    @Test
    void no_more_are_handed_out_at_once_than_were_asked_for() {
        InFlight many = new InFlight(1_000);
        IntStream.range(0, 1_000).forEach(i -> many.began("" + i, NOW, EntityFields.NONE, NOW));

        assertThat(many.due(NOW, 400)).hasSize(400);
        assertThat(many.due(NOW, 400)).hasSize(400);
        assertThat(many.due(NOW, 400)).hasSize(200);
    }

    @Test
    void a_hundred_thousand_calls_are_handed_out_each_once_whatever_ends_meanwhile() {
        // Given
        int calls = 100_000;
        InFlight many = new InFlight(calls);
        Random random = new Random(7);
        Map<String, Integer> dueAt = new HashMap<>();
        for (int i = 0; i < calls; i++) {
            dueAt.put("call-" + i, random.nextInt(1_000));
            many.began("call-" + i, NOW, EntityFields.NONE, NOW.plusSeconds(dueAt.get("call-" + i)));
        }

        // When four in five end
        List<String> open = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            if (i % 5 == 0) {
                open.add("call-" + i);
            } else {
                many.ended("call-" + i);
            }
        }

        // Then the others are handed out in order
        List<String> handedOut = ids(many.due(NOW.plusSeconds(1_000), calls));
        assertThat(handedOut).containsExactlyInAnyOrderElementsOf(open);
        assertThat(handedOut).isSortedAccordingTo((a, b) -> Integer.compare(dueAt.get(a), dueAt.get(b)));
        assertThat(many.size()).isEqualTo(open.size());
    }
}
