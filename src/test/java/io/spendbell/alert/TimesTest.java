package io.spendbell.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T20:58:00Z");

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", textBlock = """
        2026-11-30T23:00:00Z | Europe/Berlin    | Tue 1 Dec 2026, 00:00 CET
        2026-07-01T10:05:00Z | Europe/Berlin    | Wed 1 Jul 2026, 12:05 CEST
        2026-07-01T10:05:59Z | UTC              | Wed 1 Jul 2026, 10:05 UTC
        2026-07-01T10:05:00Z | Z                | Wed 1 Jul 2026, 10:05 UTC
        2026-07-01T10:05:00Z | +05:30           | Wed 1 Jul 2026, 15:35 +05:30
        2026-12-31T23:59:00Z | America/New_York | Thu 31 Dec 2026, 18:59 EST
        """)
    void a_time_carries_date_and_zone(Instant instant, String zone, String written) {
        assertThat(Times.at(instant, ZoneId.of(zone))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({
        "0, now",
        "59, now",
        "-59, now",
        "60, in 1 min",
        "-840, 14 min ago",
        "7500, in 2 h 5 min",
        "7200, in 2 h",
        "86400, in 1 day",
        "612000, in 7 days 2 h",
        "-612060, 7 days 2 h ago"
    })
    void a_stretch_of_time_has_its_two_largest_units(long seconds, String written) {
        assertThat(Times.relative(NOW.plusSeconds(seconds), NOW)).isEqualTo(written);
    }
}
