package io.spendbell.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which window of a budget an event is counted in. */
class LedgerWindowsTest {
    private static final Instant OCTOBER = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-16T00:00:00Z");
    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");
    private static final Instant JANUARY = Instant.parse("2027-01-01T00:00:00Z");

    private static LedgerBudget budget(String duration) {
        return Budgets.inZone(duration, ZoneOffset.UTC);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "2026-11-16T00:00:00Z, 2026-11-01T00:00:00Z",
                "2026-11-01T00:00:00Z, 2026-11-01T00:00:00Z",
                "2026-11-30T23:59:59.999999999Z, 2026-11-01T00:00:00Z",
                "2026-10-31T23:59:59.999999999Z, 2026-10-01T00:00:00Z",
                "2026-10-01T00:00:00Z, 2026-10-01T00:00:00Z",
                "2026-09-30T23:59:59.999999999Z, -",
                "1970-01-01T00:00:00Z, -",
                "2026-12-01T00:00:00Z, 2026-12-01T00:00:00Z",
                "2026-12-01T00:04:59Z, 2026-12-01T00:00:00Z"
            })
    void an_event_belongs_to_the_window_of_its_time_and_before_the_previous_one_to_none(Instant time, Instant start) {
        // Given
        LedgerBudget budget = budget("1mo");
        LedgerBudget.Windows windows = budget.windowsAt(NOW);

        // Then
        assertThat(windows.currentStart()).isEqualTo(NOVEMBER);
        assertThat(windows.previousStart()).isEqualTo(OCTOBER);
        assertThat(windows.current()).isEqualTo(new AlertWindow.Span(NOVEMBER, DECEMBER));
        assertThat(budget.windowStartOf(time, windows)).isEqualTo(start);
    }

    @Test
    void an_event_that_is_five_minutes_ahead_may_be_several_short_windows_ahead() {
        // Given
        LedgerBudget budget = budget("1m");

        // When
        Instant start = budget.windowStartOf(NOW.plusSeconds(299), budget.windowsAt(NOW));

        // Then
        assertThat(start).isEqualTo(NOW.plusSeconds(240));
        assertThat(budget.windowStartingAt(start)).isEqualTo(new AlertWindow.Span(start, start.plusSeconds(60)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1970-01-01T00:00:00Z", "1999-01-01T00:00:00Z", "2026-11-16T00:00:00Z", "2261-01-01T00:00:00Z"})
    void a_budget_without_a_duration_has_one_window_for_all_times(Instant time) {
        // Given
        LedgerBudget budget = budget(null);

        // When
        Instant start = budget.windowStartOf(time, budget.windowsAt(NOW));

        // Then
        assertThat(start).isEqualTo(Instant.EPOCH);
        assertThat(budget.windowsAt(time)).isEqualTo(budget.windowsAt(NOW));
        assertThat(budget.windowStartingAt(start)).isEqualTo(AlertWindow.FOREVER);
    }

    @Test
    void a_new_window_begins_with_the_first_instant_after_the_old_one() {
        // Given
        LedgerBudget budget = budget("1mo");

        // Then
        assertThat(budget.windowsAt(DECEMBER.minusNanos(1)).currentStart()).isEqualTo(NOVEMBER);
        assertThat(budget.windowsAt(DECEMBER).currentStart()).isEqualTo(DECEMBER);
        assertThat(budget.windowsAt(DECEMBER).previousStart()).isEqualTo(NOVEMBER);
    }

    @Test
    void a_clock_that_goes_back_finds_the_window_of_then() {
        // Given
        LedgerBudget budget = budget("1mo");
        budget.windowsAt(DECEMBER);

        // Then
        assertThat(budget.windowsAt(DECEMBER.minusNanos(1)).current())
                .isEqualTo(new AlertWindow.Span(NOVEMBER, DECEMBER));
        assertThat(budget.windowStartingAt(DECEMBER)).isEqualTo(new AlertWindow.Span(DECEMBER, JANUARY));
        assertThat(budget.windowStartingAt(OCTOBER)).isEqualTo(new AlertWindow.Span(OCTOBER, NOVEMBER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1m", "8h", "1d", "1w", "10d", "1mo", "3mo"})
    void what_was_asked_before_changes_no_answer(String duration) {
        // Given
        Random random = new Random(duration.hashCode());
        ZoneId zone = ZoneId.of("Europe/Berlin");
        LedgerBudget asked = Budgets.inZone(duration, zone);
        Instant now = Instant.parse("2026-10-24T20:00:00Z");

        for (int i = 0; i < 5_000; i++) {
            // When
            now = now.plusSeconds(random.nextLong(-40_000, 40_001));
            Instant time = now.plusSeconds(random.nextLong(-10_000_000, 300));
            LedgerBudget fresh = Budgets.inZone(duration, zone);
            LedgerBudget.Windows windows = asked.windowsAt(now);
            Instant start = asked.windowStartOf(time, windows);

            // Then
            assertThat(windows).isEqualTo(fresh.windowsAt(now));
            assertThat(start).isEqualTo(fresh.windowStartOf(time, fresh.windowsAt(now)));
            if (start != null) {
                AlertWindow window = Budgets.inZone(duration, zone).windowStartingAt(start);
                assertThat(asked.windowStartingAt(start)).isEqualTo(window);
                assertThat(time).isBetween(start, window.end().minusNanos(1));
            } else {
                assertThat(time).isBefore(windows.previousStart());
            }
        }
    }

    @Test
    void the_window_before_a_clock_change_day_is_told_by_its_own_length() {
        // Given
        LedgerBudget budget = Budgets.inZone("6h", ZoneId.of("Europe/Berlin"));
        Instant midnight = Instant.parse("2026-10-25T23:00:00Z");

        // When
        LedgerBudget.Windows windows = budget.windowsAt(midnight);

        // Then
        assertThat(windows.previousStart()).isEqualTo(midnight.minus(Duration.ofHours(7)));
        assertThat(budget.windowStartOf(midnight.minusSeconds(1), windows)).isEqualTo(windows.previousStart());
    }
}
