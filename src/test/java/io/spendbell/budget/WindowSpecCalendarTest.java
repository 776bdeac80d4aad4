package io.spendbell.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertWindow.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows of dates that are known by name: clock changes, month ends, leap years, a day that never was. */
class WindowSpecCalendarTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Span at(String duration, String utc) {
        return WindowSpec.parse(duration).windowAt(Instant.parse(utc), ZoneOffset.UTC);
    }

    private static Span span(String start, String end) {
        return new Span(Instant.parse(start + "T00:00:00Z"), Instant.parse(end + "T00:00:00Z"));
    }

    private static List<Duration> lengthsOn(String zoneId, LocalDate date, String duration) {
        ZoneId zone = ZoneId.of(zoneId);
        List<Duration> lengths = new ArrayList<>();
        Instant at = date.atStartOfDay(zone).toInstant();
        Instant end = date.plusDays(1).atStartOfDay(zone).toInstant();
        while (at.isBefore(end)) {
            Span window = WindowSpec.parse(duration).windowAt(at, zone);
            lengths.add(Duration.between(window.start(), window.end()));
            at = window.end();
        }
        assertThat(at).isEqualTo(end);
        return lengths;
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-03-29, PT23H",
        "Europe/Berlin, 2026-10-25, PT25H",
        "Europe/Berlin, 2026-11-23, PT24H",
        "America/Sao_Paulo, 2018-11-04, PT23H",
        "America/Sao_Paulo, 2018-02-17, PT25H",
        "Australia/Lord_Howe, 2026-10-04, PT23H30M",
        "Australia/Lord_Howe, 2026-04-05, PT24H30M",
        "Antarctica/Troll, 2026-03-29, PT22H",
        "America/Havana, 2026-03-08, PT23H",
        "America/Havana, 2026-11-01, PT25H",
        "Asia/Kathmandu, 2026-03-29, PT24H"
    })
    void a_day_is_as_long_as_it_is_there(String zone, LocalDate date, Duration length) {
        // When
        List<Duration> lengths = lengthsOn(zone, date, "1d");

        // Then
        assertThat(lengths).containsExactly(length);
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-11-23, PT6H",
        "Europe/Berlin, 2026-03-29, PT5H",
        "Europe/Berlin, 2026-10-25, PT7H",
        "America/Sao_Paulo, 2018-11-04, PT5H",
        "Australia/Lord_Howe, 2026-10-04, PT5H30M",
        "Antarctica/Troll, 2026-03-29, PT4H",
        "Antarctica/Troll, 2026-10-25, PT8H"
    })
    void the_last_block_of_a_clock_change_day_is_longer_or_shorter(String zone, LocalDate date, Duration last) {
        // When
        List<Duration> lengths = lengthsOn(zone, date, "6h");

        // Then
        assertThat(lengths).containsExactly(Duration.ofHours(6), Duration.ofHours(6), Duration.ofHours(6), last);
    }

    @Test
    void a_block_that_a_short_day_has_no_time_for_is_left_out() {
        // When
        List<Duration> spring = lengthsOn("Europe/Berlin", LocalDate.of(2026, 3, 29), "1h");
        List<Duration> autumn = lengthsOn("Europe/Berlin", LocalDate.of(2026, 10, 25), "1h");

        // Then
        assertThat(spring).hasSize(23).containsOnly(Duration.ofHours(1));
        assertThat(autumn).hasSize(24).endsWith(Duration.ofHours(1), Duration.ofHours(2));
    }

    @Test
    void a_day_that_a_zone_skipped_has_no_window() {
        // Given
        ZoneId apia = ZoneId.of("Pacific/Apia");
        WindowSpec day = WindowSpec.parse("1d");

        // When
        Span eve = day.windowAt(
                LocalDateTime.parse("2011-12-29T12:00").atZone(apia).toInstant(), apia);
        Span next = day.windowAt(eve.end(), apia);

        // Then
        assertThat(eve.end())
                .isEqualTo(LocalDate.of(2011, 12, 31).atStartOfDay(apia).toInstant());
        assertThat(Duration.between(eve.start(), eve.end())).isEqualTo(Duration.ofDays(1));
        assertThat(day.before(next, apia)).isEqualTo(eve);
    }

    @Test
    void a_day_that_has_begun_goes_on_when_clocks_go_back_over_its_midnight() {
        // Given
        ZoneId stJohns = ZoneId.of("America/St_Johns");
        Instant midnight = Instant.parse("2010-11-07T02:30:00Z");
        Instant secondTimeOnSaturday = midnight.plusSeconds(120);
        assertThat(secondTimeOnSaturday.atZone(stJohns).toLocalDate()).isEqualTo("2010-11-06");

        // When
        Span window = WindowSpec.parse("1d").windowAt(secondTimeOnSaturday, stJohns);

        // Then
        assertThat(window.start()).isEqualTo(midnight);
        assertThat(Duration.between(window.start(), window.end())).isEqualTo(Duration.ofHours(25));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-31T23:59:59.999999999Z, 2026-12-01, 2027-01-01",
        "2027-01-01T00:00:00Z, 2027-01-01, 2027-02-01",
        "2028-02-29T23:59:59Z, 2028-02-01, 2028-03-01",
        "2027-02-28T23:59:59Z, 2027-02-01, 2027-03-01",
        "2000-02-29T00:00:00Z, 2000-02-01, 2000-03-01",
        "1969-12-31T23:00:00Z, 1969-12-01, 1970-01-01"
    })
    void a_month_goes_from_its_first_to_the_next(String time, String start, String end) {
        // Then
        assertThat(at("1mo", time)).isEqualTo(span(start, end));
        assertThat(at("30d", time)).isEqualTo(span(start, end));
    }

    @ParameterizedTest
    @CsvSource({
        "2mo, 2026-04-30T23:59:59Z, 2026-03-01, 2026-05-01",
        "3mo, 2026-05-31T23:59:59Z, 2026-04-01, 2026-07-01",
        "6mo, 2026-12-31T00:00:00Z, 2026-07-01, 2027-01-01",
        "12mo, 2026-06-01T00:00:00Z, 2026-01-01, 2027-01-01",
        "24mo, 2026-06-01T00:00:00Z, 2026-01-01, 2028-01-01"
    })
    void several_months_count_from_january(String duration, String time, String start, String end) {
        // Then
        assertThat(at(duration, time)).isEqualTo(span(start, end));
    }

    @ParameterizedTest
    @CsvSource({
        "7d, 2026-11-22T23:59:59Z, 2026-11-16, 2026-11-23",
        "1w, 2026-11-23T00:00:00Z, 2026-11-23, 2026-11-30",
        "1w, 2024-12-31T00:00:00Z, 2024-12-30, 2025-01-06",
        "2w, 1970-01-05T00:00:00Z, 1970-01-05, 1970-01-19",
        "10d, 1970-01-14T23:59:59Z, 1970-01-05, 1970-01-15",
        "10d, 1970-01-15T00:00:00Z, 1970-01-15, 1970-01-25",
        "10d, 1970-01-04T23:59:59Z, 1969-12-26, 1970-01-05",
        "2d, 2028-02-29T12:00:00Z, 2028-02-28, 2028-03-01",
        "365d, 2026-06-01T00:00:00Z, 2025-12-22, 2026-12-22"
    })
    void other_days_are_blocks_counted_from_the_first_monday_of_1970(
            String duration, String time, String start, String end) {
        // Then
        assertThat(at(duration, time)).isEqualTo(span(start, end));
    }

    @Test
    void a_day_begins_at_midnight_of_the_zone_and_not_of_greenwich() {
        // When
        Span window = WindowSpec.parse("24h").windowAt(Instant.parse("2026-11-23T23:30:00Z"), BERLIN);

        // Then
        assertThat(window)
                .isEqualTo(new Span(Instant.parse("2026-11-23T23:00:00Z"), Instant.parse("2026-11-24T23:00:00Z")));
    }

    @Test
    void blocks_count_from_local_midnight() {
        // When
        Span window =
                WindowSpec.parse("8h").windowAt(Instant.parse("2026-11-23T12:00:00Z"), ZoneId.of("Asia/Kathmandu"));

        // Then
        assertThat(window)
                .isEqualTo(new Span(Instant.parse("2026-11-23T10:15:00Z"), Instant.parse("2026-11-23T18:15:00Z")));
    }
}
