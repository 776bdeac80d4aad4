package io.spendbell.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

    @ParameterizedTest
    @CsvSource({
        "2026-09-01T12:00:00Z, 2026-09-01T12:00:00Z",
        "2026-09-01t12:00:00z, 2026-09-01T12:00:00Z",
        "2026-09-01 12:00:00+02:00, 2026-09-01T10:00:00Z",
        "2026-09-01T12:00:00-05:30, 2026-09-01T17:30:00Z",
        "2026-09-01T12:00:00-00:00, 2026-09-01T12:00:00Z",
        "2026-09-01T12:00:00.5Z, 2026-09-01T12:00:00.5Z",
        "2026-09-01T12:00:00.123456789987Z, 2026-09-01T12:00:00.123456789Z",
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
        "1970-01-01T00:00:00+01:00, 1969-12-31T23:00:00Z",
        "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z",
        "2000-02-29T00:00:00Z, 2000-02-29T00:00:00Z",
        "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
        "2016-12-31T23:59:60.9Z, 2017-01-01T00:00:00Z",
        "2017-01-01T00:59:60+01:00, 2017-01-01T00:00:00Z"
    })
    void reads_what_rfc_3339_allows(String text, Instant expected) {
        assertThat(withZone(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-09-01",
                "2026-09-01T12:00:00",
                "2026-09-01T12:00Z",
                "2026-09-01T12:00:00.Z",
                "2026-09-01T12:00:00,5Z",
                "2026-09-01T12:00:00 Z",
                "2026-09-01T12:00:00ZZ",
                "2026-09-01T12:00:00+0200",
                "2026-09-01T12:00:00+02",
                "2026-09-01T12:00:00+24:00",
                "2026-09-01T12:00:00+02:60",
                "2026-09-01T12:00:00+02:000",
                "2026-09-01_12:00:00Z",
                "2026/09/01T12:00:00Z",
                "2026-13-01T12:00:00Z",
                "2026-00-01T12:00:00Z",
                "2026-09-31T12:00:00Z",
                "2026-09-00T12:00:00Z",
                "2026-02-29T12:00:00Z",
                "2100-02-29T12:00:00Z",
                "2026-09-01T24:00:00Z",
                "2026-09-01T12:60:00Z",
                "2026-09-01T12:00:61Z",
                "2026-09-01T12:00:60Z",
                "2016-12-31T23:59:60+01:00",
                "1969-12-31T23:59:59Z",
                "0000-01-01T00:00:00Z",
                "12026-09-01T12:00:00Z",
                "+2026-09-01T12:00:00Z",
                "２０２６-09-01T12:00:00Z"
            })
    void refuses_everything_else(String text) {
        assertThat(withZone(text)).isNull();
    }

    @Test
    void cuts_a_reset_to_the_second_and_takes_it_as_utc_without_a_zone() {
        assertThat(wholeSecond("2026-10-01 00:00:00")).isEqualTo(Instant.parse("2026-10-01T00:00:00Z"));
        assertThat(wholeSecond("2026-10-01T00:00:00.999")).isEqualTo(Instant.parse("2026-10-01T00:00:00Z"));
        assertThat(wholeSecond("2026-10-01T00:00:00.999+02:00")).isEqualTo(Instant.parse("2026-09-30T22:00:00Z"));
        assertThat(wholeSecond("2026-10-01")).isNull();
        assertThat(wholeSecond("2026-10-01T00:00:00.")).isNull();
    }

    @Test
    void agrees_with_java_time_on_random_times() {
        Random random = new Random(20_260_902);
        for (int i = 0; i < 100_000; i++) {
            // Given
            LocalDateTime local = LocalDateTime.of(1970, 1, 2, 0, 0)
                    .plusSeconds(random.nextLong(8000L * 365 * 86_400))
                    .plusNanos(
                            random.nextInt(3) == 0 ? random.nextInt(1_000_000_000) : random.nextInt(1000) * 1_000_000L);
            ZoneOffset offset = random.nextBoolean()
                    ? ZoneOffset.UTC
                    : ZoneOffset.ofTotalSeconds((random.nextInt(36 * 60 - 1) - 18 * 60 + 1) * 60);
            OffsetDateTime time = local.atOffset(offset);
            String text = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").format(time)
                    + fraction(time)
                    + time.getOffset().getId();

            // Then
            assertThat(withZone(text)).as(text).isEqualTo(time.toInstant());
            assertThat(wholeSecond(text)).as(text).isEqualTo(time.toInstant().truncatedTo(ChronoUnit.SECONDS));
        }
    }

    @Test
    void refuses_exactly_the_days_that_the_calendar_does_not_have() {
        for (int year = 1970; year < 2500; year++) {
            for (int month = 1; month <= 12; month++) {
                int days = java.time.YearMonth.of(year, month).lengthOfMonth();
                for (int day = 28; day <= 32; day++) {
                    String text = String.format("%04d-%02d-%02dT00:00:00Z", year, month, day);
                    assertThat(withZone(text) != null).as(text).isEqualTo(day <= days);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00Z",
        "1788264000, 2026-09-01T12:00:00Z",
        "1788264000.25, 2026-09-01T12:00:00.25Z",
        "1.788264e9, 2026-09-01T12:00:00Z",
        "1788264000250e-3, 2026-09-01T12:00:00.25Z"
    })
    void reads_epoch_seconds(String text, Instant expected) {
        assertThat(EventTime.epochSeconds(text.toCharArray(), 0, text.length())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-1e-30", "1e10", "1e999999999", "9300000000"})
    void refuses_absurd_epoch_seconds(String text) {
        assertThat(EventTime.epochSeconds(text.toCharArray(), 0, text.length())).isNull();
    }

    private static String fraction(OffsetDateTime time) {
        return time.getNano() == 0 ? "" : String.format(".%09d", time.getNano());
    }

    private static @Nullable Instant withZone(String text) {
        return EventTime.withZone(text.toCharArray(), 0, text.length());
    }

    private static @Nullable Instant wholeSecond(String text) {
        return EventTime.wholeSecond(text.toCharArray(), 0, text.length());
    }
}
