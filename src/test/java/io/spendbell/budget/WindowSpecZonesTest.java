package io.spendbell.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.spendbell.alert.AlertWindow.Span;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the windows of every specification, in every zone, at any time. */
class WindowSpecZonesTest {
    private static final List<WindowSpec> SPECS = Stream.of(
                    "1s", "45s", "15m", "90m", "1h", "6h", "8h", "12h", "1d", "2d", "5d", "7d", "14d", "60d", "1mo",
                    "2mo", "3mo", "5mo", "12mo")
            .map(WindowSpec::parse)
            .toList();
    private static final LocalDate FIRST_MONDAY = LocalDate.of(1970, 1, 5);

    static Stream<ZoneId> allZones() {
        return ZoneId.getAvailableZoneIds().stream().sorted().map(ZoneId::of);
    }

    /** Zones whose clocks have changed in odd ways: at midnight, by half an hour, by two hours, by a day, in odd months. */
    static Stream<ZoneId> oddZones() {
        return Stream.of(
                        "Europe/Berlin",
                        "America/New_York",
                        "America/Havana",
                        "Asia/Beirut",
                        "Australia/Lord_Howe",
                        "Pacific/Apia",
                        "Africa/Cairo",
                        "Africa/Casablanca",
                        "America/Sao_Paulo",
                        "America/St_Johns",
                        "Asia/Kathmandu",
                        "Antarctica/Troll",
                        "Asia/Tehran",
                        "Atlantic/Azores",
                        "Asia/Gaza",
                        "Pacific/Kwajalein",
                        "Pacific/Kiritimati")
                .map(ZoneId::of);
    }

    @ParameterizedTest
    @MethodSource("allZones")
    void every_instant_lies_in_one_window_that_begins_where_it_should(ZoneId zone) {
        // Given
        Random random = new Random(zone.getId().hashCode());
        Instant from = Instant.parse("1990-01-01T00:00:00Z");
        long seconds = from.until(Instant.parse("2040-01-01T00:00:00Z"), ChronoUnit.SECONDS);
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            times.add(from.plusSeconds(random.nextLong(seconds)).plusNanos(random.nextInt(1_000_000_000)));
        }

        // Then
        times.forEach(time -> assertWindowsAround(time, zone));
    }

    @ParameterizedTest
    @MethodSource("oddZones")
    void clock_changes_make_no_gap_and_no_overlap(ZoneId zone) {
        // Given
        TreeSet<Instant> times = new TreeSet<>();
        changes(zone, 2023, 2028).forEach(change -> times.addAll(around(change)));
        changes(zone, 1990, 2023).forEach(change -> times.addAll(around(change).subList(0, 5)));

        // Then
        times.forEach(time -> assertWindowsAround(time, zone));
    }

    @Test
    void the_odd_zones_still_change_their_clocks_in_the_years_that_are_tried() {
        // When
        long changes =
                oddZones().mapToLong(zone -> changes(zone, 2023, 2028).size()).sum();

        // Then
        assertThat(changes).isGreaterThan(80);
        assertThat(changes(ZoneId.of("Pacific/Apia"), 2011, 2012))
                .extracting(change -> change.getDuration().toHours())
                .contains(24L);
    }

    /*
     * Plain comparisons before any assertion: there are some 200,000 windows to check, and describing each of them costs
     * more than computing it.
     */
    private static void assertWindowsAround(Instant time, ZoneId zone) {
        for (WindowSpec spec : SPECS) {
            Span window = spec.windowAt(time, zone);
            Span next = spec.windowAt(window.end(), zone);
            Span before = spec.before(window, zone);
            check(!time.isBefore(window.start()), "starts after it", spec, time, zone, window);
            check(time.isBefore(window.end()), "ends before it", spec, time, zone, window);
            check(next.start().equals(window.end()), "gap or overlap behind " + next, spec, time, zone, window);
            check(before.end().equals(window.start()), "gap or overlap before " + before, spec, time, zone, window);
            check(spec.windowAt(window.start(), zone).equals(window), "another at its start", spec, time, zone, window);
            check(
                    spec.windowAt(window.end().minusNanos(1), zone).equals(window),
                    "another at its last instant",
                    spec,
                    time,
                    zone,
                    window);
            check(beginsAndEnds(spec, window, zone), "not where it should be", spec, time, zone, window);
        }
    }

    private static void check(boolean holds, String what, WindowSpec spec, Instant time, ZoneId zone, Span window) {
        if (!holds) {
            fail("%s at %s in %s: %s: %s", spec.text(), time, zone, window, what);
        }
    }

    private static boolean beginsAndEnds(WindowSpec spec, Span window, ZoneId zone) {
        LocalDate begun = window.start().atZone(zone).toLocalDate();
        if (spec instanceof WindowSpec.Days days) {
            long blocks = Math.floorDiv(begun.toEpochDay() - FIRST_MONDAY.toEpochDay(), (long) days.days());
            LocalDate first = FIRST_MONDAY.plusDays(blocks * days.days());
            return window.equals(new Span(dawn(first, zone), dawn(first.plusDays(days.days()), zone)));
        }
        if (spec instanceof WindowSpec.Months months) {
            YearMonth first = YearMonth.from(begun);
            while ((first.getYear() * 12 + first.getMonthValue() - 1 - 1970 * 12) % months.months() != 0) {
                first = first.minusMonths(1);
            }
            YearMonth next = first.plusMonths(months.months());
            return window.equals(new Span(dawn(first.atDay(1), zone), dawn(next.atDay(1), zone)));
        }
        return isBlock(((WindowSpec.Blocks) spec).length().toSeconds(), window, zone);
    }

    private static boolean isBlock(long length, Span window, ZoneId zone) {
        // The first dawn behind a window's start ends its day, whatever date the clock shows there.
        LocalDate date = window.start().atZone(zone).toLocalDate().minusDays(1);
        while (!dawn(date.plusDays(1), zone).isAfter(window.start())) {
            date = date.plusDays(1);
        }
        Instant dawn = dawn(date, zone);
        Instant nextDawn = dawn(date.plusDays(1), zone);
        long offset = dawn.until(window.start(), ChronoUnit.SECONDS);
        long lasts = window.start().until(window.end(), ChronoUnit.SECONDS);
        boolean isLast = window.end().equals(nextDawn);
        boolean endsRight = isLast
                ? lasts <= length || offset == 86_400 - length
                : lasts == length && offset + length < 86_400 && window.end().isBefore(nextDawn);
        return offset % length == 0 && offset < 86_400 && endsRight;
    }

    /** The first instant at which a zone's calendar shows that day or a later one; found without asking for a midnight. */
    private static Instant dawn(LocalDate date, ZoneId zone) {
        Instant from = date.atStartOfDay(ZoneOffset.UTC).toInstant().minus(2, ChronoUnit.DAYS);
        Instant to = from.plus(4, ChronoUnit.DAYS);
        TreeSet<Instant> candidates = new TreeSet<>();
        candidates.add(date.atTime(LocalTime.MIN).toInstant(zone.getRules().getOffset(from)));
        Instant at = from;
        for (ZoneOffsetTransition change = zone.getRules().nextTransition(at);
                change != null && change.getInstant().isBefore(to);
                change = zone.getRules().nextTransition(at)) {
            at = change.getInstant();
            candidates.add(at);
            candidates.add(date.atTime(LocalTime.MIN).toInstant(change.getOffsetAfter()));
        }
        return candidates.stream()
                .filter(candidate -> !candidate.atZone(zone).toLocalDate().isBefore(date))
                .findFirst()
                .orElseThrow();
    }

    private static List<Instant> around(ZoneOffsetTransition change) {
        Instant at = change.getInstant();
        List<Instant> times = new ArrayList<>(
                List.of(at.minusNanos(1), at, at.plusSeconds(60), at.plusSeconds(1799), at.minusSeconds(1800)));
        for (int hours = -26; hours <= 26; hours += 4) {
            times.add(at.plus(hours, ChronoUnit.HOURS));
            times.add(at.plus(hours, ChronoUnit.HOURS).minusNanos(1));
        }
        times.add(at.minusSeconds(1));
        times.add(at.plusSeconds(3600));
        times.add(at.plusSeconds(3599));
        return times;
    }

    private static List<ZoneOffsetTransition> changes(ZoneId zone, int fromYear, int toYear) {
        List<ZoneOffsetTransition> changes = new ArrayList<>();
        Instant end = Year.of(toYear).atDay(1).atStartOfDay(zone).toInstant();
        ZoneOffsetTransition change = zone.getRules()
                .nextTransition(Year.of(fromYear).atDay(1).atStartOfDay(zone).toInstant());
        while (change != null && change.getInstant().isBefore(end)) {
            changes.add(change);
            change = zone.getRules().nextTransition(change.getInstant());
        }
        return changes;
    }
}
