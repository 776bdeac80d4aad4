package io.spendbell.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Notice;
import io.spendbell.budget.WindowSpec;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.SpendEvent;
import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SpendReportsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final WindowSpec WEEK = WindowSpec.parse("7d");

    /** What the ledger would hold. */
    private final Map<String, Map<String, Map<Instant, Usd>>> ledger = new TreeMap<>();

    private SpendCounting counting = counting(WEEK);

    private static SpendCounting counting(WindowSpec frequency) {
        return new SpendCounting(new SpendSettings(true, frequency, null, null, null, null, BERLIN));
    }

    private static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
    }

    private static EntityFields fields(String team, String alias, String user, String model, String... tags) {
        return new EntityFields(
                null,
                null,
                user,
                null,
                team,
                alias,
                null,
                null,
                null,
                List.of(tags),
                null,
                model,
                null,
                null,
                null,
                null,
                null);
    }

    private void spend(String local, String dollars, EntityFields fields) {
        Instant time = at(local);
        Usd cost = Usd.of(new BigDecimal(dollars));
        counting.count(
                new SpendEvent(null, time, fields, cost),
                new CollectedCounts(
                        count -> ledger.computeIfAbsent(count.counter().source(), s -> new TreeMap<>())
                                .computeIfAbsent(count.entityId(), id -> new TreeMap<>())
                                .merge(count.counter().windowAt(time).start(), count.amount(), Usd::plus)));
    }

    private List<Notice> reports(String local, String... told) {
        List<Notice> all = new ArrayList<>();
        for (ReportSeries series : counting.reports()) {
            ReportSeries.Draft reports = series.draft(
                    at(local), key -> List.of(told).contains(key.window().start() + ""));
            for (String source : series.sources()) {
                ledger.getOrDefault(source, Map.of())
                        .forEach((account, windows) ->
                                windows.forEach((start, amount) -> reports.add(source, account, start, amount)));
            }
            all.addAll(reports.notices());
        }
        return all;
    }

    private List<String> firstLines(String local, String... told) {
        return reports(local, told).stream()
                .map(notice -> notice.message().lines().findFirst().orElseThrow())
                .toList();
    }

    @Test
    void tells_of_the_week_that_has_just_ended_by_team_tag_user_and_model() {
        spend("2026-11-16T00:00:00", "900", fields("team-pay", "Payments", "sam", "gpt-5", "prod", "eu"));
        spend("2026-11-22T23:59:59", "34.5", fields("team-ops", null, "sam", "gpt-5-mini", "prod"));
        spend("2026-11-18T12:00:00", "0.005", fields(null, null, "kim", null));

        List<Notice> reports = reports("2026-11-23T00:05:00");

        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.level()).isEqualTo(Level.LOW);
            assertThat(report.key().type()).isEqualTo(AlertType.SPEND_REPORTS);
            assertThat(report.key().entity()).isEqualTo(Entity.PROXY);
            assertThat(report.message()).isEqualTo("""
                Spend of Mon 16 Nov 2026 to Sun 22 Nov 2026 (7 days, Europe/Berlin): $934.51
                Teams:
                • Payments: $900.00
                • team-ops: $34.50
                • no team: $0.005
                Tags:
                • prod: $934.50
                • eu: $900.00
                Users:
                • sam: $934.50
                • kim: $0.005
                Models:
                • gpt-5: $900.00
                • gpt-5-mini: $34.50
                • no model: $0.005\
                """);
        });
    }

    @Test
    void a_period_begins_at_its_first_midnight_and_ends_before_its_last() {
        spend("2026-11-15T23:59:59.999", "1", fields("a", null, null, null));
        spend("2026-11-16T00:00:00", "10", fields("a", null, null, null));
        spend("2026-11-22T23:59:59.999", "100", fields("a", null, null, null));
        spend("2026-11-23T00:00:00", "1000", fields("a", null, null, null));

        assertThat(firstLines("2026-11-30T00:05:00"))
                .containsExactly(
                        "Spend of Mon 9 Nov 2026 to Sun 15 Nov 2026 (7 days, Europe/Berlin): $1.00",
                        "Spend of Mon 16 Nov 2026 to Sun 22 Nov 2026 (7 days, Europe/Berlin): $110.00",
                        "Spend of Mon 23 Nov 2026 to Sun 29 Nov 2026 (7 days, Europe/Berlin): $1,000.00");
    }

    @Test
    void tells_of_the_month_that_has_just_ended_and_of_the_week_over_its_end() {
        spend("2026-11-01T00:00:00", "1", fields("a", null, null, null));
        spend("2026-11-30T23:00:00", "2", fields("a", null, null, null));
        spend("2026-12-01T01:00:00", "4", fields("a", null, null, null));

        assertThat(firstLines("2026-12-07T00:05:00", at("2026-10-26T00:00:00") + ""))
                .containsExactly(
                        "Spend of Sun 1 Nov 2026 to Mon 30 Nov 2026 (30 days, Europe/Berlin): $3.00",
                        "Spend of Mon 30 Nov 2026 to Sun 6 Dec 2026 (7 days, Europe/Berlin): $6.00");
    }

    @Test
    void says_nothing_before_the_latest_calls_of_a_period_have_had_time_to_come_in() {
        spend("2026-11-18T12:00:00", "1", fields("a", null, null, null));

        assertThat(reports("2026-11-23T00:04:59")).isEmpty();
        assertThat(reports("2026-11-23T00:05:00")).hasSize(1);
        ReportSeries series = counting.reports().get(0);
        assertThat(series.nextDue(at("2026-11-23T00:04:59"))).isEqualTo(at("2026-11-23T00:05:00"));
        assertThat(series.nextDue(at("2026-11-23T00:05:00"))).isEqualTo(at("2026-11-30T00:05:00"));
        assertThat(series.nextDue(at("2026-11-30T00:05:00"))).isEqualTo(at("2026-12-01T00:05:00"));
    }

    @Test
    void says_nothing_of_a_period_without_spend_nor_of_one_that_was_told() {
        spend("2026-11-18T12:00:00", "1", fields("a", null, null, null));
        spend("2026-11-18T12:00:00", "-1", fields("a", null, null, null));
        assertThat(reports("2026-11-23T00:05:00")).isEmpty();

        spend("2026-11-18T12:00:00", "1", fields("a", null, null, null));
        assertThat(reports("2026-11-23T00:05:00", at("2026-11-16T00:00:00") + ""))
                .isEmpty();
    }

    @Test
    void a_period_of_more_than_a_year_has_all_its_money_in_it() {
        // Given a call every ten days
        counting = counting(WindowSpec.parse("400d"));
        AlertWindow.Span period = WindowSpec.parse("400d").windowAt(at("2026-11-18T12:00:00"), BERLIN);
        LocalDateTime first = LocalDateTime.ofInstant(period.start(), BERLIN);
        for (int day = 0; day < 400; day += 10) {
            spend(first.plusDays(day).toString(), "1", fields("a", null, null, null));
        }

        // When
        List<String> lines = firstLines(first.plusDays(400).plusMinutes(5).toString());

        // Then
        assertThat(lines).anySatisfy(line -> assertThat(line).endsWith("(400 days, Europe/Berlin): $40.00"));
    }

    @Test
    void what_is_older_than_what_is_kept_is_not_told_of_and_a_claim_lives_for_as_long_as_that_is() {
        spend("2026-11-18T12:00:00", "1", fields("a", null, null, null));
        Notice report = reports("2026-11-23T00:05:00").get(0);

        assertThat(report.key().window().start()).isEqualTo(at("2026-11-16T00:00:00"));
        assertThat(firstLines(LocalDateTime.ofInstant(report.key().window().end(), BERLIN)
                        .minusSeconds(1)
                        .toString()))
                .hasSize(2);
        assertThat(firstLines(LocalDateTime.ofInstant(report.key().window().end(), BERLIN)
                        .plusDays(1)
                        .toString()))
                .isEmpty();
    }

    @Test
    void names_the_largest_and_counts_the_others() {
        for (int i = 1; i <= 11; i++) {
            spend("2026-11-18T12:00:00", String.valueOf(i), fields("team-" + i, null, null, "m"));
        }

        assertThat(reports("2026-11-23T00:05:00").get(0).message())
                .contains("Teams:\n• team-11: $11.00\n• team-10: $10.00\n• team-9: $9.00\n")
                .contains("• team-4: $4.00\n• and 3 more: $6.00\nModels:");
    }

    @Test
    void what_there_was_no_account_left_for_is_told_together() {
        spend("2026-11-18T12:00:00", "5", fields("a", null, null, null));
        String spenders = counting.reports().get(0).sources().get(0);
        ledger.get(spenders).put("~other", Map.of(at("2026-11-16T00:00:00"), Usd.ofDollars(7)));

        assertThat(reports("2026-11-23T00:05:00").get(0).message()).contains("• a: $5.00\n• all others: $7.00");
    }

    @Test
    void who_is_known_by_an_alias_for_some_of_the_time_is_one() {
        spend("2026-11-17T12:00:00", "1", fields("team-1", null, null, null));
        spend("2026-11-18T12:00:00", "2", fields("team-1", "Payments", null, null));
        spend("2026-11-18T12:00:00", "4", fields("team-10", null, null, null));

        assertThat(reports("2026-11-23T00:05:00").get(0).message())
                .contains("Teams:\n• team-10: $4.00\n• Payments: $3.00");
    }

    @Test
    void foreign_names_keep_within_their_line() {
        spend(
                "2026-11-18T12:00:00",
                "1",
                fields("a\n• b: $9.00", null, null, "sk-abcdefghijklmnop1234", "x".repeat(99)));

        assertThat(reports("2026-11-23T00:05:00").get(0).message().lines())
                .contains("• a • b: $9.00: $1.00", "• (hidden): $1.00", "• " + "x".repeat(39) + "…: $1.00")
                .hasSize(7);
    }

    @Test
    void shorter_periods_have_accounts_of_their_own() {
        counting = counting(WindowSpec.parse("1d"));
        spend("2026-11-29T12:00:00", "1", fields("a", null, null, null));
        spend("2026-11-30T12:00:00", "2", fields("a", null, null, null));

        assertThat(firstLines("2026-12-01T00:05:00"))
                .containsExactlyInAnyOrder(
                        "Spend of Sun 29 Nov 2026 (1 day, Europe/Berlin): $1.00",
                        "Spend of Mon 30 Nov 2026 (1 day, Europe/Berlin): $2.00",
                        "Spend of Sun 1 Nov 2026 to Mon 30 Nov 2026 (30 days, Europe/Berlin): $3.00");
    }

    @Test
    void a_frequency_of_a_month_gives_one_report_of_it() {
        counting = counting(WindowSpec.parse("30d"));
        spend("2026-11-29T12:00:00", "1", fields("a", null, null, null));

        assertThat(firstLines("2026-12-01T00:05:00"))
                .containsExactly("Spend of Sun 1 Nov 2026 to Mon 30 Nov 2026 (30 days, Europe/Berlin): $1.00");
    }

    @Test
    void the_longest_report_is_shown_whole() {
        for (int i = 0; i < 20; i++) {
            String name = "n".repeat(50) + i;
            spend(
                    "2026-11-18T12:00:00",
                    "1234567.89",
                    fields(name + "t", name, "u" + name, "m" + name, "g" + name, "h" + name));
        }

        assertThat(reports("2026-11-23T00:05:00").get(0).message().length()).isLessThan(2_800);
    }
}
