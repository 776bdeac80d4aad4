package io.spendbell.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlertWindowTest {
    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");

    @Test
    void only_a_budgets_own_window_has_both_ends() {
        // Then
        assertThat(new AlertWindow.Span(NOVEMBER, DECEMBER).start()).isEqualTo(NOVEMBER);
        assertThat(new AlertWindow.Span(NOVEMBER, DECEMBER).end()).isEqualTo(DECEMBER);
        assertThat(new AlertWindow.Until(DECEMBER).start()).isNull();
        assertThat(new AlertWindow.Until(DECEMBER).end()).isEqualTo(DECEMBER);
        for (AlertWindow window : List.of(AlertWindow.ROLLING, AlertWindow.FOREVER)) {
            assertThat(window.start()).isNull();
            assertThat(window.end()).isNull();
        }
    }

    @Test
    void a_gateways_window_is_known_to_the_second() {
        // Given
        AlertWindow window = new AlertWindow.Until(DECEMBER);

        // Then
        assertThat(new AlertWindow.Until(DECEMBER.plusNanos(999_999_999))).isEqualTo(window);
        assertThat(new AlertWindow.Until(DECEMBER.plusSeconds(1))).isNotEqualTo(window);
    }

    @Test
    void different_windows_have_different_names() {
        // Given
        Random random = new Random(5);
        Map<String, AlertWindow> byName = new HashMap<>();
        byName.put(AlertWindow.ROLLING.name(), AlertWindow.ROLLING);
        byName.put(AlertWindow.FOREVER.name(), AlertWindow.FOREVER);

        for (int i = 0; i < 50_000; i++) {
            // When
            Instant start = Instant.ofEpochSecond(random.nextLong(-30, 300));
            AlertWindow until = new AlertWindow.Until(start);
            AlertWindow span = new AlertWindow.Span(start, start.plusSeconds(random.nextLong(1, 300)));

            // Then
            for (AlertWindow window : List.of(until, span)) {
                AlertWindow same = byName.put(window.name(), window);
                assertThat(same == null ? window : same).isEqualTo(window);
            }
        }
        assertThat(byName.size()).isGreaterThan(30_000);
    }
}
