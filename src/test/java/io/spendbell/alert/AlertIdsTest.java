package io.spendbell.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlertIdsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T21:00:00.123Z");

    private final MutableClock clock = new MutableClock(NOW);
    private final AlertIds ids = AlertIds.timeOrdered(clock);

    private List<String> next(int count) {
        return IntStream.range(0, count).mapToObj(i -> ids.next()).toList();
    }

    private static long millisOf(String id) {
        return UUID.fromString(id).getMostSignificantBits() >>> 16;
    }

    @Test
    void an_id_is_a_uuid_of_version_7_that_begins_with_its_time() {
        String id = ids.next();

        assertThat(UUID.fromString(id)).hasToString(id);
        assertThat(UUID.fromString(id).version()).isEqualTo(7);
        assertThat(UUID.fromString(id).variant()).isEqualTo(2);
        assertThat(millisOf(id)).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void ids_rise_within_a_millisecond_however_many_they_are() {
        List<String> many = next(10_000);

        assertThat(many).isSorted().doesNotHaveDuplicates();
        assertThat(millisOf(many.get(9_999))).isEqualTo(NOW.toEpochMilli() + 2);
    }

    @Test
    void ids_rise_with_the_clock_and_when_it_is_set_back() {
        List<String> all = new ArrayList<>(next(3));
        clock.advance(Duration.ofMillis(1));
        all.addAll(next(3));
        clock.advance(Duration.ofHours(-1));
        all.addAll(next(3));
        clock.advance(Duration.ofHours(2));
        all.addAll(next(3));

        assertThat(all).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void ids_of_several_makers_differ_in_the_same_millisecond() {
        Set<String> all = new HashSet<>();
        for (int maker = 0; maker < 1_000; maker++) {
            all.add(AlertIds.timeOrdered(clock).next());
        }

        assertThat(all).hasSize(1_000);
    }

    @Test
    void ids_that_several_threads_ask_for_differ_in_what_orders_them() {
        List<CompletableFuture<List<String>>> asked = IntStream.range(0, 4)
                .mapToObj(thread -> CompletableFuture.supplyAsync(() -> next(5_000)))
                .toList();

        Set<Long> ordering = new HashSet<>();
        asked.forEach(answer ->
                answer.join().forEach(id -> ordering.add(UUID.fromString(id).getMostSignificantBits())));

        assertThat(ordering).hasSize(20_000);
    }
}
