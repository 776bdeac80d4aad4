package io.spendbell.budget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowSpecTest {
    @Test
    void twenty_four_hours_are_a_day() {
        assertThat(WindowSpec.parse("24h")).isEqualTo(new WindowSpec.Days(1));
    }
}
