package io.spendbell.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Notice;
import io.spendbell.budget.WindowSpec;
import io.spendbell.counter.Count;
import io.spendbell.counter.Counter;
import io.spendbell.counter.CounterTotal;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.SpendEvent;
import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thresholds and anomalies of what users spend. */
class UserSpendTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalDate TODAY = LocalDate.parse("2026-11-25");
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final AnomalyRule RULE = new AnomalyRule(new BigDecimal("3.0"), 7, Usd.ofDollars(10));

    private static SpendCounting counting(Usd daily, Usd monthly, AnomalyRule anomaly) {
        return new SpendCounting(
                new SpendSettings(false, WindowSpec.parse("7d"), daily, monthly, anomaly, null, BERLIN));
    }

    private static List<Count> counts(SpendCounting counting, EntityFields fields) {
        List<Count> counts = new ArrayList<>();
        counting.count(new SpendEvent(null, NOW, fields, Usd.ofDollars(1)), new CollectedCounts(counts::add));
        return counts;
    }

    private static EntityFields of(String user) {
        return new EntityFields(
                null, null, user, null, "t", null, null, null, null, List.of(), null, "m", null, null, null, null,
                null);
    }

    private static Usd usd(String dollars) {
        return Usd.of(new BigDecimal(dollars));
    }

    private static List<Notice> judged(Counter counter, String dollars) {
        AlertWindow.Span window = counter.windowAt(NOW);
        return counter.judge().judge(new CounterTotal("sam", window, usd(dollars), of("sam"), NOW), NOW);
    }

    @Test
    void nothing_is_counted_of_users_without_thresholds_and_anomalies() {
        assertThat(counts(counting(null, null, null), of("sam"))).isEmpty();
    }

    @Test
    void only_what_is_asked_for_is_counted_and_only_of_users() {
        assertThat(counts(counting(usd("50"), null, null), of("sam")))
                .extracting(count -> count.counter().source())
                .containsExactly("~user:1d");
        assertThat(counts(counting(null, usd("50"), null), of("sam")))
                .extracting(count -> count.counter().source())
                .containsExactly("~user:1mo");
        assertThat(counts(counting(usd("50"), usd("50"), RULE), of(null))).isEmpty();
    }

    @Test
    void a_day_with_as_much_as_the_threshold_rings_high_and_says_both_amounts() {
        Counter days = counting(usd("50"), null, null).userDays();

        assertThat(judged(days, "49.99")).isEmpty();
        assertThat(judged(days, "75")).singleElement().satisfies(notice -> {
            assertThat(notice.message())
                    .isEqualTo("User Daily Spend Threshold Crossed: $75.00 on Wed 25 Nov 2026 (Europe/Berlin), of a"
                            + " daily threshold of $50.00.");
            assertThat(notice.level()).isEqualTo(Level.HIGH);
            assertThat(notice.key().type()).isEqualTo(AlertType.USER_SPEND_THRESHOLDS);
            assertThat(notice.key().entity()).isEqualTo(new Entity(EntityKind.USER, "sam"));
            assertThat(notice.fields().userId()).isEqualTo("sam");
            assertThat(notice.fields().teamId()).isEqualTo("t");
            assertThat(notice.fields().model()).as("that of one call of many").isNull();
        });
        assertThat(judged(days, "50").get(0).key())
                .isEqualTo(judged(days, "51").get(0).key());
    }

    @Test
    void a_month_has_a_threshold_of_its_own() {
        Counter months = counting(usd("1"), usd("500"), null).counters().stream()
                .filter(counter -> counter.source().equals("~user:1mo"))
                .findFirst()
                .orElseThrow();

        assertThat(judged(months, "499.99")).isEmpty();
        assertThat(judged(months, "500"))
                .singleElement()
                .extracting(Notice::message)
                .isEqualTo(
                        "User Monthly Spend Threshold Crossed: $500.00 in November 2026 (Europe/Berlin), of a monthly"
                                + " threshold of $500.00.");
    }

    @Test
    void days_are_those_of_the_zone() {
        Counter days = counting(usd("50"), null, null).userDays();

        assertThat(days.windowAt(Instant.parse("2026-11-24T23:00:00Z")).start()).isEqualTo("2026-11-24T23:00:00Z");
        assertThat(days.windowAt(Instant.parse("2026-11-24T22:59:59Z")).start()).isEqualTo("2026-11-23T23:00:00Z");
    }

    private static Instant day(int ago) {
        return TODAY.minusDays(ago).atStartOfDay(BERLIN).toInstant();
    }

    /** A user's spend of today and of days before, yesterday first. */
    private static void spent(UserAnomalies anomalies, String user, double today, double... before) {
        anomalies.add(user, day(0), usd(String.valueOf(today)));
        for (int i = 0; i < before.length; i++) {
            anomalies.add(user, day(i + 1), usd(String.valueOf(before[i])));
        }
    }

    private static UserAnomalies search() {
        return new UserAnomalies(RULE, BERLIN, NOW, NOW);
    }

    @ParameterizedTest
    @CsvSource({"70, true", "30.01, true", "30, false", "25, false"})
    void rings_above_so_many_times_the_median_day(double today, boolean rings) {
        UserAnomalies anomalies = search();

        spent(anomalies, "sam", today, 10, 10, 10, 10, 10, 10, 10);

        assertThat(anomalies.notices()).hasSize(rings ? 1 : 0);
    }

    @Test
    void says_what_is_usual_and_what_would_not_have_been() {
        UserAnomalies anomalies = search();
        spent(anomalies, "sam", 70, 10, 10, 10, 10, 10, 10, 10);

        Notice notice = anomalies.notices().get(0);

        assertThat(notice.message())
                .isEqualTo("User Spend Anomaly Detected: $70.00 on Wed 25 Nov 2026 (Europe/Berlin). The median of the 7"
                        + " days with spend among the 7 before is $10.00; more than $30.00 is unusual.");
        assertThat(notice.level()).isEqualTo(Level.HIGH);
        assertThat(notice.key().type()).isEqualTo(AlertType.USER_SPEND_ANOMALIES);
        assertThat(notice.key().window()).isEqualTo(new AlertWindow.Span(day(0), day(-1)));
    }

    @Test
    void little_money_is_never_unusual() {
        UserAnomalies anomalies = search();

        spent(anomalies, "sam", 9.99, 0.1, 0.1, 0.1, 0.1);

        assertThat(anomalies.notices()).isEmpty();
    }

    @Test
    void one_day_that_stood_out_neither_hides_the_next_nor_makes_a_habit() {
        UserAnomalies anomalies = search();

        spent(anomalies, "sam", 70, 10, 900, 10, 10, 10, 10, 10);

        assertThat(anomalies.notices()).as("a mean would be 137").hasSize(1);
    }

    @Test
    void whoever_spends_unevenly_is_given_more_room() {
        assertThat(RULE.limit(amounts(100, 20, 300, 60, 250)).compareTo(usd("300")))
                .isPositive();
        assertThat(RULE.limit(amounts(10, 200, 10, 200, 200, 10, 105)))
                .as("median 105, spread 95: above three times the median")
                .isEqualTo(usd("527.541"));
    }

    private static List<Usd> amounts(double... dollars) {
        return DoubleStream.of(dollars)
                .mapToObj(amount -> usd(String.valueOf(amount)))
                .toList();
    }

    @Test
    void those_whom_there_was_no_account_left_for_are_no_user() {
        UserAnomalies anomalies = search();
        spent(anomalies, "sam", 10, 10, 10, 10);

        spent(anomalies, "~other", 70, 10, 10, 10);

        assertThat(anomalies.notices()).isEmpty();
    }

    @Test
    void a_newcomer_rings_only_above_a_floor() {
        UserAnomalies anomalies = search();
        spent(anomalies, "a-regular", 10, 10, 10, 10);

        spent(anomalies, "b-new", 29);
        spent(anomalies, "c-new-and-dear", 31);
        spent(anomalies, "d-rare", 119, 0, 40);
        spent(anomalies, "e-rare-and-dear", 121, 0, 40);
        spent(anomalies, "f-rare-and-small", 29, 0, 5);

        assertThat(anomalies.notices())
                .extracting(notice -> notice.key().entity().id())
                .containsExactly("c-new-and-dear", "e-rare-and-dear");
        assertThat(anomalies.notices().get(1).message())
                .endsWith("There was spend on only 1 of the 7 days before; more than $120.00 is unusual.");
    }

    @Test
    void nobody_is_unusual_before_there_is_a_history() {
        UserAnomalies anomalies = search();

        spent(anomalies, "a", 1000, 10, 10);
        spent(anomalies, "b", 1000);

        assertThat(anomalies.notices()).isEmpty();
    }

    @Test
    void days_before_the_baseline_and_after_today_do_not_count() {
        UserAnomalies anomalies = search();
        spent(anomalies, "regular", 10, 10, 10, 10);
        anomalies.add("sam", day(8), usd("5000"));
        anomalies.add("sam", day(0), usd("31"));
        anomalies.add("sam", day(-1), usd("5000"));

        assertThat(anomalies.notices())
                .extracting(notice -> notice.key().entity().id())
                .containsExactly("sam");
    }
}
