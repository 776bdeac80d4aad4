package io.spendbell.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.alert.AlertWindow.Span;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowSpecTest {
    private static final List<String> DURATIONS = List.of(
            "1s", "45s", "15m", "90m", "1h", "6h", "8h", "12h", "1d", "2d", "7d", "14d", "60d", "1mo", "3mo", "5mo");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "24h, 1d",
        "1440m, 1d",
        "86400s, 1d",
        "1w, 7d",
        "168h, 7d",
        "30d, 1mo",
        "720h, 1mo",
        "01h, 1h",
        "60m, 1h",
        "3600s, 1h",
        "2w, 14d",
        "12mo, 12mo",
        "31d, 31d",
        "90s, 90s"
    })
    void the_same_duration_may_be_written_in_several_ways(String written, String shortest) {
        assertThat(WindowSpec.parse(written).text()).isEqualTo(shortest);
        assertThat(WindowSpec.parse(written)).isEqualTo(WindowSpec.parse(shortest));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0d",
                "00s",
                "-1d",
                "1.5h",
                "d",
                "1",
                "1y",
                "1M",
                "30 d",
                "5h",
                "7h",
                "25h",
                "36h",
                "7m1s",
                "100m",
                "99999999999999999999d",
                "36501d",
                "1300mo"
            })
    void what_is_no_duration_is_refused_with_what_was_expected(String text) {
        assertThatThrownBy(() -> WindowSpec.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotBlank();
    }

    static Stream<ZoneId> zones() {
        return ZoneId.getAvailableZoneIds().stream().sorted().map(ZoneId::of);
    }

    @ParameterizedTest
    @MethodSource("zones")
    void windows_follow_each_other_without_gap_or_overlap_in_every_zone(ZoneId zone) {
        for (Instant time : moments(zone)) {
            for (String duration : DURATIONS) {
                WindowSpec spec = WindowSpec.parse(duration);
                Span window = spec.windowAt(time, zone);
                String where = duration + " at " + time + " in " + zone;
                assertThat(time.isBefore(window.start())).as(where).isFalse();
                assertThat(time).as(where).isBefore(window.end());
                assertThat(spec.windowAt(window.start(), zone)).as(where).isEqualTo(window);
                assertThat(spec.windowAt(window.end(), zone).start()).as(where).isEqualTo(window.end());
                assertThat(spec.before(window, zone).end()).as(where).isEqualTo(window.start());
                assertBegins(duration, window, zone, where);
            }
        }
    }

    private static void assertBegins(String duration, Span window, ZoneId zone, String where) {
        LocalDate date = window.start().atZone(zone).toLocalDate();
        Instant midnight = date.atStartOfDay(zone).toInstant();
        switch (duration) {
            case "1d", "2d" -> assertThat(window.start()).as(where).isEqualTo(midnight);
            case "7d", "14d" -> {
                assertThat(date.getDayOfWeek()).as(where).isEqualTo(DayOfWeek.MONDAY);
                assertThat(window.start()).as(where).isEqualTo(midnight);
            }
            case "1mo" ->
                assertThat(window.start())
                        .as(where)
                        .isEqualTo(date.withDayOfMonth(1).atStartOfDay(zone).toInstant());
            case "3mo" -> {
                assertThat((date.getMonthValue() - 1) % 3).as(where).isZero();
                assertThat(date.getDayOfMonth()).as(where).isEqualTo(1);
            }
            default -> {
                // Blocks of less than a day are told from the midnight before in the tests below.
            }
        }
    }

    /** Random moments, and those around the zone's clock changes. */
    private static List<Instant> moments(ZoneId zone) {
        Random random = new Random(zone.getId().hashCode());
        List<Instant> moments = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            moments.add(Instant.parse("1990-01-01T00:00:00Z").plusSeconds(random.nextInt(1_577_880_000)));
        }
        Instant from = Instant.parse("2010-06-01T00:00:00Z");
        for (int i = 0; i < 6; i++) {
            ZoneOffsetTransition change = zone.getRules().nextTransition(from);
            if (change == null) {
                break;
            }
            Instant at = change.getInstant();
            moments.addAll(List.of(at.minusNanos(1), at, at.plusSeconds(1800)));
            from = at.plus(Duration.ofDays(i < 3 ? 1 : 1500));
        }
        return moments;
    }

    @Test
    void a_day_of_a_clock_change_is_longer_or_shorter() {
        WindowSpec day = WindowSpec.parse("1d");
        assertThat(length(day.windowAt(Instant.parse("2026-03-29T12:00:00Z"), BERLIN)))
                .isEqualTo(Duration.ofHours(23));
        assertThat(length(day.windowAt(Instant.parse("2026-10-25T12:00:00Z"), BERLIN)))
                .isEqualTo(Duration.ofHours(25));
    }

    @Test
    void the_last_block_of_a_day_of_a_clock_change_is_longer_or_shorter() {
        WindowSpec blocks = WindowSpec.parse("6h");
        assertThat(lengthsOn(LocalDate.of(2026, 3, 29), blocks)).containsExactly(6L, 6L, 6L, 5L);
        assertThat(lengthsOn(LocalDate.of(2026, 10, 25), blocks)).containsExactly(6L, 6L, 6L, 7L);
        assertThat(lengthsOn(LocalDate.of(2026, 11, 23), blocks)).containsExactly(6L, 6L, 6L, 6L);
        assertThat(lengthsOn(LocalDate.of(2026, 10, 25), WindowSpec.parse("1h")))
                .hasSize(24)
                .endsWith(1L, 2L);
        assertThat(lengthsOn(LocalDate.of(2026, 3, 29), WindowSpec.parse("1h"))).hasSize(23);
    }

    private static List<Long> lengthsOn(LocalDate date, WindowSpec spec) {
        List<Long> hours = new ArrayList<>();
        Instant at = date.atStartOfDay(BERLIN).toInstant();
        Instant end = date.plusDays(1).atStartOfDay(BERLIN).toInstant();
        while (at.isBefore(end)) {
            Span window = spec.windowAt(at, BERLIN);
            hours.add(length(window).toHours());
            at = window.end();
        }
        return hours;
    }

    @Test
    void a_day_that_a_zone_skipped_has_no_window() {
        ZoneId apia = ZoneId.of("Pacific/Apia");
        Span before = WindowSpec.parse("1d")
                .windowAt(ZonedDateTime.of(2011, 12, 29, 12, 0, 0, 0, apia).toInstant(), apia);
        assertThat(before.end())
                .isEqualTo(LocalDate.of(2011, 12, 31).atStartOfDay(apia).toInstant());
    }

    @Test
    void months_have_their_own_lengths() {
        WindowSpec month = WindowSpec.parse("30d");
        assertThat(length(month.windowAt(Instant.parse("2028-02-29T23:59:59Z"), ZoneOffset.UTC)))
                .isEqualTo(Duration.ofDays(29));
        assertThat(length(month.windowAt(Instant.parse("2026-12-31T23:59:59Z"), ZoneOffset.UTC)))
                .isEqualTo(Duration.ofDays(31));
        assertThat(WindowSpec.parse("12mo")
                        .windowAt(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC)
                        .start())
                .isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void other_days_are_blocks_counted_from_the_first_monday_of_1970() {
        Span window = WindowSpec.parse("10d").windowAt(Instant.parse("1970-01-20T00:00:00Z"), ZoneOffset.UTC);
        assertThat(window.start()).isEqualTo("1970-01-15T00:00:00Z");
        assertThat(window.end()).isEqualTo("1970-01-25T00:00:00Z");
    }

    private static Duration length(Span window) {
        return Duration.between(window.start(), window.end());
    }
}
