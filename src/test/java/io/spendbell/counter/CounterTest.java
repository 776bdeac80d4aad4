package io.spendbell.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.alert.AlertWindow;
import io.spendbell.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CounterTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:30Z");
    private final Counter minutes =
            new Counter("m", WindowCut.every(Duration.ofMinutes(1)), 3, 10, CounterJudge.SILENT);

    @Test
    void its_accounts_have_a_name_that_no_budget_may_have() {
        assertThat(minutes.source()).isEqualTo("~m");
    }

    @Test
    void keeps_as_many_windows_as_it_is_told_the_open_one_included() {
        Counter.Windows windows = minutes.windowsAt(NOW);

        assertThat(windows.current())
                .isEqualTo(new AlertWindow.Span(
                        Instant.parse("2026-11-25T12:00:00Z"), Instant.parse("2026-11-25T12:01:00Z")));
        assertThat(windows.keptSince()).isEqualTo("2026-11-25T11:58:00Z");
    }

    @Test
    void a_time_is_counted_in_its_own_window_as_long_as_that_is_kept() {
        Counter.Windows windows = minutes.windowsAt(NOW);

        assertThat(minutes.windowStartOf(NOW, windows)).isEqualTo("2026-11-25T12:00:00Z");
        assertThat(minutes.windowStartOf(NOW.plusSeconds(31), windows)).isEqualTo("2026-11-25T12:01:00Z");
        assertThat(minutes.windowStartOf(NOW.minusSeconds(150), windows)).isEqualTo("2026-11-25T11:58:00Z");
        assertThat(minutes.windowStartOf(NOW.minusSeconds(151), windows)).isNull();
    }

    @Test
    void goes_on_to_the_next_window_at_its_first_instant_and_back_where_the_clock_is_set_back() {
        minutes.windowsAt(NOW);

        assertThat(minutes.windowsAt(NOW.plusSeconds(30)).current().start()).isEqualTo("2026-11-25T12:01:00Z");
        assertThat(minutes.windowsAt(NOW.plusSeconds(29)).current().start()).isEqualTo("2026-11-25T12:00:00Z");
        assertThat(minutes.windowAt(NOW.minusSeconds(3600)).end()).isEqualTo("2026-11-25T11:01:00Z");
    }

    @Test
    void windows_of_one_length_follow_each_other_before_1970_too() {
        WindowCut cut = WindowCut.every(Duration.ofSeconds(7));

        assertThat(cut.windowAt(Instant.ofEpochSecond(-1)).start()).isEqualTo(Instant.ofEpochSecond(-7));
        assertThat(cut.windowAt(Instant.ofEpochSecond(0, -1)).end()).isEqualTo(Instant.EPOCH);
        assertThat(cut.windowAt(Instant.EPOCH).end()).isEqualTo(Instant.ofEpochSecond(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.5S", "PT1.5S"})
    void a_window_is_of_whole_seconds(String length) {
        assertThatThrownBy(() -> WindowCut.every(Duration.parse(length)))
                .hasMessageStartingWith("length: ")
                .hasMessageEndingWith("(expected: whole seconds, at least one)");
    }

    @Test
    void counters_are_found_by_the_names_of_their_accounts() {
        Counters counters = new Counters(List.of(counting(minutes)));

        assertThat(counters.named("~m")).isSameAs(minutes);
        assertThat(counters.named("m")).isNull();
        assertThat(counters.all()).containsExactly(minutes);
    }

    @Test
    void no_two_counters_have_one_name() {
        assertThatThrownBy(() -> new Counters(List.of(counting(minutes), counting(minutes))))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Counting counting(Counter counter) {
        return new Counting() {
            @Override
            public Collection<Counter> counters() {
                return List.of(counter);
            }

            @Override
            public void count(Event event, Counts counts) {}
        };
    }
}
