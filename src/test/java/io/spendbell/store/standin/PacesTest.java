package io.spendbell.store.standin;

import static io.spendbell.store.StoreFixture.NOW;
import static io.spendbell.store.StoreFixture.OPTIONS;
import static io.spendbell.store.StoreFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.MutableClock;
import io.spendbell.store.Store;
import io.spendbell.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacesTest {
    private static final Duration PACE = Duration.ofSeconds(1);

    private final MutableClock clock = new MutableClock(NOW);
    private long nanos = Long.MAX_VALUE - Duration.ofHours(1).toNanos();
    private final Paces paces = new Paces(clock, () -> nanos);

    private static Store opened() {
        Store store = new MemoryStore(OPTIONS);
        get(store.open());
        return store;
    }

    private void pass(Duration time) {
        clock.advance(time);
        nanos += time.toNanos();
    }

    private Duration wait(Store store, String paceKey) {
        Instant now = clock.instant();
        return Duration.between(now, get(store.reserveTurn(paceKey, now, Duration.ZERO)));
    }

    @ParameterizedTest
    @ValueSource(longs = {-24, -1, 0, 1, 24})
    void the_next_store_waits_for_what_is_left_though_the_clock_was_set(long hours) {
        Store first = opened();
        get(paces.reserveTurn(first, "paced", NOW, PACE));
        get(paces.reserveTurn(first, "paced", NOW, PACE));
        get(paces.hold(first, "held", NOW.plusSeconds(60)));

        pass(Duration.ofMillis(500));
        clock.advance(Duration.ofHours(hours));
        Store next = opened();
        get(paces.handTo(next));

        assertThat(wait(next, "paced")).isEqualTo(Duration.ofMillis(1_500));
        assertThat(wait(next, "held")).isEqualTo(Duration.ofMillis(59_500));
    }

    @Test
    void what_is_over_keeps_the_next_store_from_nothing() {
        get(paces.hold(opened(), "held", NOW.plusSeconds(60)));

        pass(Duration.ofSeconds(60));
        clock.advance(Duration.ofHours(-1));
        Store next = opened();
        get(paces.handTo(next));

        assertThat(wait(next, "held")).isZero();
    }

    @Test
    void the_longest_of_several_times_to_wait_counts_whatever_the_clock_showed() {
        Store first = opened();
        get(paces.hold(first, "held", NOW.plusSeconds(60)));
        clock.advance(Duration.ofHours(1));
        get(paces.hold(first, "held", clock.instant().plusSeconds(20)));

        Store next = opened();
        get(paces.handTo(next));

        assertThat(wait(next, "held")).isEqualTo(Duration.ofSeconds(60));
    }
}
