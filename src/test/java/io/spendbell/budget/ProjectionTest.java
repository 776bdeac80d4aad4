package io.spendbell.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Rule;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectionTest {
    private static final Instant OCTOBER = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant HALF_TIME = Instant.parse("2026-11-16T00:00:00Z");
    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");
    private static final Usd HUNDRED = Usd.ofDollars(100);

    private final LedgerBudget budget = Budgets.projecting("1mo", HUNDRED, "0.95", "1");

    private static List<BudgetFinding> judge(LedgerBudget budget, Instant window, String total, Instant now) {
        return budget.judge("pay", window, BudgetEvents.usd(total), EntityFields.NONE, now, now);
    }

    private static List<String> rules(LedgerBudget budget, Instant window, String total, Instant now) {
        return judge(budget, window, total, now).stream()
                .map(finding -> finding.key().rule().name())
                .toList();
    }

    @Test
    void rings_when_the_budget_will_be_reached_at_the_mean_pace_so_far() {
        // When
        List<BudgetFinding> findings = judge(budget, NOVEMBER, "60", HALF_TIME);

        // Then
        assertThat(findings).singleElement().satisfies(finding -> {
            Alert alert = finding.alert("id", finding.key(), HALF_TIME, key -> true);
            assertThat(finding.key().rule()).isEqualTo(Rule.PROJECTION);
            assertThat(finding.key().amount()).isEqualTo(HUNDRED);
            assertThat(finding.key().window()).isEqualTo(new AlertWindow.Span(NOVEMBER, DECEMBER));
            assertThat(finding.event()).isEqualTo("projected_limit_exceeded");
            assertThat(finding.level()).isEqualTo(Level.MEDIUM);
            assertThat(finding.passed(finding.key())).isEmpty();
            assertThat(alert.message()).isEqualTo("Team Budget: Projected Limit Exceeded");
            assertThat(alert.budget().spend()).isEqualTo(Usd.ofDollars(60));
            assertThat(alert.budget().projectedSpend()).isEqualTo(Usd.ofDollars(120));
        });
    }

    @ParameterizedTest
    @CsvSource({
        // at half time, at a third and at the last instant; a nano-dollar and a nanosecond either way
        "50, 2026-11-16T00:00:00Z, true",
        "49.999999999, 2026-11-16T00:00:00Z, false",
        "50, 2026-11-16T00:00:00.000000001Z, false",
        "49.999999999, 2026-11-15T23:59:59.999999999Z, false",
        "33.333333333, 2026-11-11T00:00:00Z, false",
        "33.333333334, 2026-11-11T00:00:00Z, true",
        "94.999999999, 2026-11-30T23:59:59.999999999Z, false",
        "94.999999999, 2026-11-29T00:00:00Z, true"
    })
    void is_exact_at_the_edge(String total, Instant now, boolean rings) {
        // Then
        assertThat(rules(budget, NOVEMBER, total, now)).isEqualTo(rings ? List.of("projection") : List.of());
    }

    @Test
    void says_nothing_before_a_tenth_of_the_window_has_passed() {
        // Given
        Instant tenth = NOVEMBER.plus(Duration.ofDays(3));

        // Then
        assertThat(rules(budget, NOVEMBER, "94", NOVEMBER)).isEmpty();
        assertThat(rules(budget, NOVEMBER, "94", tenth.minusNanos(1))).isEmpty();
        assertThat(rules(budget, NOVEMBER, "94", tenth)).containsExactly("projection");
        assertThat(rules(budget, NOVEMBER, "10", tenth)).containsExactly("projection");
    }

    @Test
    void says_nothing_of_a_window_that_is_over_or_has_not_begun() {
        // Then
        assertThat(rules(budget, OCTOBER, "94", HALF_TIME)).isEmpty();
        assertThat(rules(budget, NOVEMBER, "94", DECEMBER)).isEmpty();
        assertThat(rules(budget, DECEMBER, "94", DECEMBER.minusSeconds(200))).isEmpty();
    }

    @Test
    void says_nothing_once_95_percent_are_reached() {
        // Then
        assertThat(rules(budget, NOVEMBER, "94.999999999", HALF_TIME)).containsExactly("projection");
        assertThat(rules(budget, NOVEMBER, "95", HALF_TIME)).containsExactly("threshold:0.95");
        assertThat(rules(budget, NOVEMBER, "120", HALF_TIME)).containsExactly("threshold:1");
        assertThat(rules(Budgets.projecting("1mo", HUNDRED), NOVEMBER, "95", HALF_TIME))
                .as("without thresholds")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.95", "0.5", "1"})
    void its_turn_is_used_up_by_whatever_rings_at_95_percent_or_more(String share) {
        // Given
        LedgerBudget other = Budgets.projecting("1mo", HUNDRED, share);
        AlertKey projection = judge(other, NOVEMBER, "94", HALF_TIME).stream()
                .map(BudgetFinding::key)
                .filter(key -> key.rule().equals(Rule.PROJECTION))
                .findFirst()
                .orElseThrow();

        // When
        BudgetFinding finding = judge(other, NOVEMBER, "100", HALF_TIME).get(0);

        // Then
        assertThat(finding.passed(finding.key())).containsOnlyOnce(projection);
        assertThat(finding.alert("id", finding.key(), HALF_TIME, key -> true)
                        .budget()
                        .passed())
                .as("it is no rule that was passed")
                .isEmpty();
    }

    @Test
    void its_turn_is_not_used_up_by_what_rings_below_95_percent() {
        // Given
        LedgerBudget other = Budgets.projecting("1mo", HUNDRED, "0.5", "0.9");

        // When
        List<BudgetFinding> findings = judge(other, NOVEMBER, "92", HALF_TIME);

        // Then
        assertThat(findings)
                .extracting(finding -> finding.key().rule().name())
                .containsExactly("threshold:0.9", "projection");
        assertThat(findings.get(0).passed(findings.get(0).key()))
                .extracting(key -> key.rule().name())
                .containsExactly("threshold:0.5");
    }

    @Test
    void rings_once_a_window() {
        // When
        AlertKey first = judge(budget, NOVEMBER, "60", HALF_TIME).get(0).key();
        AlertKey later = judge(budget, NOVEMBER, "80", HALF_TIME.plusSeconds(86_400))
                .get(0)
                .key();
        AlertKey nextMonth = judge(budget, DECEMBER, "60", DECEMBER.plus(Duration.ofDays(10)))
                .get(0)
                .key();

        // Then
        assertThat(later).isEqualTo(first);
        assertThat(nextMonth).isNotEqualTo(first);
    }

    @Test
    void a_budget_that_never_resets_or_was_not_asked_to_has_no_projection() {
        // Then
        assertThat(rules(Budgets.projecting(null, HUNDRED, "1"), Instant.EPOCH, "90", HALF_TIME))
                .isEmpty();
        assertThat(rules(Budgets.projecting("1mo", null, "1"), NOVEMBER, "90", HALF_TIME))
                .isEmpty();
        assertThat(rules(Budgets.budget("1mo", HUNDRED, null, false, ZoneOffset.UTC, "1"), NOVEMBER, "90", HALF_TIME))
                .isEmpty();
    }

    @Test
    void counts_the_window_as_long_as_it_is() {
        // Given
        Instant start = Instant.parse("2026-10-24T22:00:00Z");
        AlertWindow.Span clockChange = new AlertWindow.Span(start, start.plus(Duration.ofHours(25)));

        // Then
        assertThat(Projection.expected(Usd.ofDollars(10), clockChange, start.plus(Duration.ofMinutes(150))))
                .isEqualTo(HUNDRED);
        assertThat(Projection.expected(Usd.ofDollars(10), clockChange, start.plus(Duration.ofMinutes(149))))
                .isNull();
    }

    @Test
    void is_spend_by_elapsed_times_length_whatever_they_are() {
        Random random = new Random(17);
        BigInteger largest = BigInteger.valueOf(Long.MAX_VALUE);
        for (int i = 0; i < 50_000; i++) {
            // Given
            long length = 1 + random.nextLong(40_000_000_000_000_000L) / 1_000_000_000L;
            AlertWindow.Span window = new AlertWindow.Span(NOVEMBER, NOVEMBER.plusSeconds(length));
            long elapsed = 1 + random.nextLong(length * 1_000_000_000L);
            Usd spend = new Usd(random.nextLong() >> random.nextInt(62));

            // When
            Usd expected = Projection.expected(spend, window, NOVEMBER.plusNanos(elapsed));

            // Then
            BigDecimal nanos = BigDecimal.valueOf(length).movePointRight(9);
            boolean isTime = BigDecimal.valueOf(elapsed).movePointRight(1).compareTo(nanos) >= 0
                    && BigDecimal.valueOf(elapsed).compareTo(nanos) < 0;
            BigInteger exact = BigDecimal.valueOf(spend.nanos())
                    .multiply(nanos)
                    .divide(BigDecimal.valueOf(elapsed), 0, RoundingMode.DOWN)
                    .toBigInteger();
            long bounded =
                    exact.min(largest).max(BigInteger.valueOf(Long.MIN_VALUE)).longValueExact();
            assertThat(expected).isEqualTo(isTime ? new Usd(bounded) : null);
        }
    }

    @Test
    void a_correction_however_large_never_looks_like_an_excess() {
        // Given
        Instant tenth = NOVEMBER.plus(Duration.ofDays(3));

        // Then
        assertThat(rules(budget, NOVEMBER, "-4000000000", tenth)).isEmpty();
        assertThat(rules(budget, NOVEMBER, "-10", HALF_TIME)).isEmpty();
    }
}
