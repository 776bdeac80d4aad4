package io.spendbell.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Rule;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a total of Spendbell's own ledger gives rise to. */
class LedgerJudgeTest {
    private static final Instant OCTOBER = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-16T00:00:00Z");
    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");
    private static final EntityFields FIELDS = Fields.of("team_id", "pay", "user_id", "sam");

    private final LedgerBudget budget = Budgets.inZone("1mo", ZoneOffset.UTC);

    private List<BudgetFinding> judge(Instant window, String total) {
        return budget.judge("pay", window, BudgetEvents.usd(total), FIELDS, NOW.minusSeconds(9), NOW);
    }

    private BudgetFinding only(Instant window, String total) {
        List<BudgetFinding> findings = judge(window, total);
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    @Test
    void nothing_is_found_below_the_lowest_rule() {
        // Then
        assertThat(judge(NOVEMBER, "79.999999999")).isEmpty();
        assertThat(judge(NOVEMBER, "0")).isEmpty();
        assertThat(judge(NOVEMBER, "-5")).isEmpty();
    }

    @Test
    void the_highest_rule_rings_in_the_budgets_own_window_and_name() {
        // When
        BudgetFinding finding = only(NOVEMBER, "120");

        // Then
        assertThat(finding.key().type()).isEqualTo(AlertType.BUDGET_ALERTS);
        assertThat(finding.key().entity()).isEqualTo(new Entity(EntityKind.TEAM, "pay"));
        assertThat(finding.key().source()).isEqualTo("b");
        assertThat(finding.key().rule().name()).isEqualTo("threshold:1");
        assertThat(finding.key().amount()).isEqualTo(Usd.ofDollars(100));
        assertThat(finding.key().window()).isEqualTo(new AlertWindow.Span(NOVEMBER, DECEMBER));
        assertThat(finding.joinsKnownWindow()).isFalse();
    }

    @Test
    void a_late_event_rings_in_the_window_that_it_belongs_to() {
        // Given
        budget.windowsAt(NOW);

        // Then
        assertThat(only(OCTOBER, "85").key().window()).isEqualTo(new AlertWindow.Span(OCTOBER, NOVEMBER));
        assertThat(only(DECEMBER, "85").key().window().start()).isEqualTo(DECEMBER);
        assertThat(only(NOVEMBER, "85").key().window()).isEqualTo(new AlertWindow.Span(NOVEMBER, DECEMBER));
    }

    @Test
    void a_dip_and_a_rise_are_the_same_occasion_and_the_next_window_is_another() {
        // Given
        AlertKey first = only(NOVEMBER, "91").key();

        // When
        assertThat(judge(NOVEMBER, "60")).isEmpty();
        AlertKey again = only(NOVEMBER, "92").key();

        // Then
        assertThat(again).isEqualTo(first);
        assertThat(only(DECEMBER, "92").key()).isNotEqualTo(first);
    }

    @Test
    void an_alert_carries_the_windows_total_and_whom_the_latest_event_concerned() {
        // Given
        BudgetFinding finding = only(NOVEMBER, "91.5");

        // When
        Alert alert = finding.alert("id", finding.key(), NOW, key -> true);

        // Then
        assertThat(alert.message()).isEqualTo("Team Budget: 10% or less of budget remaining");
        assertThat(alert.fields()).isEqualTo(FIELDS);
        assertThat(alert.occurredAt()).isEqualTo(NOW.minusSeconds(9));
        assertThat(alert.budget().source()).isEqualTo("b");
        assertThat(alert.budget().spend()).isEqualTo(BudgetEvents.usd("91.5"));
        assertThat(alert.budget().maxBudget()).isEqualTo(Usd.ofDollars(100));
        assertThat(alert.budget().softBudget()).isEqualTo(Usd.ofDollars(80));
        assertThat(alert.budget().passed()).containsExactly(Rule.SOFT);
    }

    @Test
    void all_accounts_beyond_the_number_allowed_ring_as_one_entity() {
        // When
        List<BudgetFinding> findings = budget.judge("~other", NOVEMBER, Usd.ofDollars(100), FIELDS, NOW, NOW);

        // Then
        assertThat(findings)
                .singleElement()
                .satisfies(
                        finding -> assertThat(finding.key().entity()).isEqualTo(new Entity(EntityKind.TEAM, "~other")));
    }

    @Test
    void accounts_of_one_budget_are_different_occasions() {
        // When
        AlertKey one = only(NOVEMBER, "100").key();
        AlertKey other = budget.judge("search", NOVEMBER, Usd.ofDollars(100), FIELDS, NOW, NOW)
                .get(0)
                .key();

        // Then
        assertThat(other).isNotEqualTo(one);
    }

    @Test
    void a_budget_that_never_resets_rings_once_for_ever() {
        // Given
        LedgerBudget endless = Budgets.inZone(null, ZoneOffset.UTC);

        // When
        List<BudgetFinding> findings = endless.judge("pay", Instant.EPOCH, Usd.ofDollars(100), FIELDS, NOW, NOW);

        // Then
        assertThat(findings)
                .singleElement()
                .satisfies(finding -> assertThat(finding.key().window()).isEqualTo(AlertWindow.FOREVER));
    }

    @Test
    void a_soft_budget_alone_rings_at_its_amount() {
        // Given
        LedgerBudget soft = Budgets.budget("1mo", null, Usd.ofDollars(80), false, ZoneOffset.UTC, "0.5", "1");

        // Then
        assertThat(soft.judge("pay", NOVEMBER, BudgetEvents.usd("79.99"), FIELDS, NOW, NOW))
                .isEmpty();
        assertThat(soft.judge("pay", NOVEMBER, Usd.ofDollars(500), FIELDS, NOW, NOW))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.event()).isEqualTo("soft_budget_crossed");
                    assertThat(finding.passed(finding.key())).isEmpty();
                });
    }

    @Test
    void a_budget_of_nothing_is_crossed_by_any_spend() {
        // Given
        LedgerBudget nothing = Budgets.budget("1mo", Usd.ZERO, null, true, ZoneOffset.UTC, "0.85", "1");

        // Then
        assertThat(nothing.judge("pay", NOVEMBER, Usd.ZERO, FIELDS, NOW, NOW)).isEmpty();
        assertThat(nothing.judge("pay", NOVEMBER, new Usd(-1), FIELDS, NOW, NOW))
                .isEmpty();
        assertThat(nothing.judge("pay", NOVEMBER, new Usd(1), FIELDS, NOW, NOW))
                .extracting(BudgetFinding::event)
                .containsExactly("budget_crossed");
    }
}
