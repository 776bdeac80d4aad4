package io.spendbell.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-23T21:00:00.250Z");

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "30, 30", "' 30 ', 30", "007, 7", "86400, 86400", "86401, 86400", "999999999, 86400"})
    void seconds_count_from_now_and_are_cut_to_a_day(String header, long seconds) {
        assertThat(RetryAfter.read(header, NOW)).isEqualTo(NOW.plusSeconds(seconds));
    }

    @Test
    void more_digits_than_a_number_has_are_cut_to_a_day() {
        assertThat(RetryAfter.read("9".repeat(500), NOW)).isEqualTo(NOW.plus(RetryAfter.LONGEST));
    }

    @ParameterizedTest
    @CsvSource({
        "'Mon, 23 Nov 2026 21:00:30 GMT', 2026-11-23T21:00:30Z",
        "'Tue, 24 Nov 2026 20:00:00 GMT', 2026-11-24T20:00:00Z",
        "'Mon, 23 Nov 2026 20:59:59 GMT', 2026-11-23T21:00:00.250Z",
        "'Thu, 01 Jan 1970 00:00:00 GMT', 2026-11-23T21:00:00.250Z",
        "'Sat, 23 Nov 2036 21:00:30 GMT', ",
        "'Sun, 23 Nov 2036 21:00:30 GMT', 2026-11-24T21:00:00.250Z"
    })
    void a_date_is_a_time_between_now_and_a_day_from_now(String header, Instant expected) {
        assertThat(RetryAfter.read(header, NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "soon",
                "-5",
                "+5",
                "1.5",
                "5 s",
                "٣",
                "Mon, 23 Nov 2026",
                "2026-11-23T21:00:30Z",
                "Mon, 32 Nov 2026 21:00:30 GMT"
            })
    void anything_else_names_no_time(String header) {
        assertThat(RetryAfter.read(header, NOW)).isNull();
    }

    @Test
    void names_of_days_and_months_are_english_wherever_it_runs() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(RetryAfter.read("Tue, 01 Dec 2026 00:00:00 GMT", Instant.parse("2026-11-30T23:00:00Z")))
                    .isEqualTo(Instant.parse("2026-12-01T00:00:00Z"));
        } finally {
            Locale.setDefault(before);
        }
    }
}
