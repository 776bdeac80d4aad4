package io.spendbell.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.budget.WindowSpec.Blocks;
import io.spendbell.budget.WindowSpec.Days;
import io.spendbell.budget.WindowSpec.Months;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowSpecParsingTest {
    private static final int LONGEST_DAYS = 36_500;

    @ParameterizedTest
    @CsvSource({
        "1s, 1",
        "45s, 45",
        "90s, 90",
        "1m, 60",
        "15m, 900",
        "90m, 5400",
        "1h, 3600",
        "60m, 3600",
        "3600s, 3600",
        "01h, 3600",
        "8h, 28800",
        "12h, 43200",
        "43200s, 43200"
    })
    void less_than_a_day_is_a_block_of_that_many_seconds(String written, long seconds) {
        // When
        WindowSpec spec = WindowSpec.parse(written);

        // Then
        assertThat(spec).isEqualTo(new Blocks(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @CsvSource({
        "1d, 1",
        "24h, 1",
        "1440m, 1",
        "86400s, 1",
        "2d, 2",
        "48h, 2",
        "7d, 7",
        "1w, 7",
        "168h, 7",
        "10d, 10",
        "2w, 14",
        "28d, 28",
        "4w, 28",
        "29d, 29",
        "31d, 31",
        "60d, 60",
        "90d, 90",
        "365d, 365",
        "36500d, 36500"
    })
    void whole_days_are_blocks_of_local_days(String written, int days) {
        // When
        WindowSpec spec = WindowSpec.parse(written);

        // Then
        assertThat(spec).isEqualTo(new Days(days));
    }

    @ParameterizedTest
    @CsvSource({"1mo, 1", "30d, 1", "030d, 1", "2mo, 2", "3mo, 3", "12mo, 12", "24mo, 24", "1216mo, 1216"})
    void thirty_days_are_a_calendar_month(String written, int months) {
        // When
        WindowSpec spec = WindowSpec.parse(written);

        // Then
        assertThat(spec).isEqualTo(new Months(months));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "0m", "0h", "0d", "0w", "0mo", "00d", "-1d", "-0d", "+1d", "1.5h", "1e3s", "1,000s"})
    void zero_negative_and_broken_numbers_are_refused(String text) {
        // Then
        assertThatThrownBy(() -> WindowSpec.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a whole number above 0 and one of s, m, h, d, w, mo, such as 30d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "d",
                "mo",
                "1",
                "1y",
                "1M",
                "1D",
                "1H",
                "1MO",
                "1mo ",
                " 1d",
                "30 d",
                "1d\n",
                "\n1d",
                "7m1s",
                "1d1h",
                "1ms",
                "1mon",
                "1month",
                "1 day",
                "P1D",
                "PT1H",
                "null",
                "monthly",
                "٣d",
                "१d",
                "1d\u0000"
            })
    void what_is_no_number_with_a_unit_is_refused(String text) {
        // Then
        assertThatThrownBy(() -> WindowSpec.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a whole number above 0 and one of s, m, h, d, w, mo, such as 30d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7s", "5h", "7h", "25h", "36h", "49h", "100m", "1441m", "86401s", "86399s", "50000s"})
    void what_neither_divides_a_day_nor_is_whole_days_is_refused(String text) {
        // Then
        assertThatThrownBy(() -> WindowSpec.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a duration of less than a day that divides a day, or whole days");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "36501d",
                "5215w",
                "1217mo",
                "876001h",
                "9999999999s",
                "9999999999m",
                "9999999999h",
                "9999999999d",
                "9999999999w",
                "9999999999mo",
                "4294967296d",
                "4294967297mo"
            })
    void more_than_a_hundred_years_is_refused_and_never_wraps(String text) {
        // Then
        assertThatThrownBy(() -> WindowSpec.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("at most " + LONGEST_DAYS + "d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999s", "9223372036854775808s", "18446744073709551617d", "99999999999999999999mo"})
    void a_number_beyond_every_integer_is_refused(String text) {
        // Then
        assertThatThrownBy(() -> WindowSpec.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void exactly_the_divisors_of_a_day_are_lengths_of_less_than_a_day() {
        for (int seconds = 1; seconds < 86_400; seconds++) {
            // When
            boolean isAccepted = isAccepted(seconds + "s");

            // Then
            assertThat(isAccepted).as("%ds", seconds).isEqualTo(86_400 % seconds == 0);
        }
    }

    @Test
    void the_shortest_form_of_a_duration_means_the_same_duration() {
        for (String unit : new String[] {"s", "m", "h", "d", "w", "mo"}) {
            for (int count = 1; count <= 1500; count++) {
                if (isAccepted(count + unit)) {
                    // Given
                    WindowSpec spec = WindowSpec.parse(count + unit);

                    // When
                    String text = spec.text();

                    // Then
                    assertThat(WindowSpec.parse(text)).as(count + unit).isEqualTo(spec);
                    assertThat(text.length()).as(text).isLessThanOrEqualTo((count + unit).length() + 1);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"24h, 1d", "1w, 7d", "30d, 1mo", "3600s, 1h", "5400s, 90m", "90s, 90s", "120m, 2h", "12mo, 12mo"})
    void is_written_in_its_shortest_form(String written, String shortest) {
        // Then
        assertThat(WindowSpec.parse(written).text()).isEqualTo(shortest);
    }

    private static boolean isAccepted(String text) {
        try {
            WindowSpec.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
