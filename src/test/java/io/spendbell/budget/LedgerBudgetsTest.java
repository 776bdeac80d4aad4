package io.spendbell.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Rule;
import io.spendbell.alert.Share;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Glob;
import io.spendbell.event.Usd;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerBudgetsTest {
    private static final Instant NOW = Instant.parse("2026-11-16T00:00:00Z");
    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant OCTOBER = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");
    private static final EntityFields CALL = new EntityFields(
            "hash",
            "prod-bot",
            "sam",
            null,
            "pay",
            "Payments",
            null,
            null,
            null,
            List.of("a", "b", "a"),
            null,
            "gpt",
            null,
            "openai",
            null,
            null,
            null);

    private static BudgetDefinition definition(String name, EntityKind kind, String id, String alias, String window) {
        return new BudgetDefinition(
                name,
                kind,
                Glob.of(id),
                alias == null ? null : Glob.of(alias),
                Usd.ofDollars(100),
                Usd.ofDollars(80),
                window == null ? null : WindowSpec.parse(window),
                List.of(Share.of("0.9"), Share.WHOLE),
                true,
                Usd.ZERO,
                10);
    }

    private static LedgerBudget budget(String window) {
        return new LedgerBudget(definition("b", EntityKind.TEAM, "*", null, window), ZoneOffset.UTC);
    }

    private static List<String> matches(EntityFields fields, BudgetDefinition... definitions) {
        List<String> found = new ArrayList<>();
        new LedgerBudgets(List.of(definitions), ZoneOffset.UTC)
                .forEachMatch(
                        fields, (budget, id) -> found.add(budget.definition().name() + "=" + id));
        return found;
    }

    private static List<BudgetFinding> judge(LedgerBudget budget, Instant window, long dollars, Instant now) {
        return budget.judge("pay", window, Usd.ofDollars(dollars), CALL, now, now);
    }

    @Test
    void finds_every_budget_that_an_event_concerns() {
        assertThat(matches(
                        CALL,
                        definition("exact", EntityKind.TEAM, "pay", null, null),
                        definition("other", EntityKind.TEAM, "search", null, null),
                        definition("glob", EntityKind.TEAM, "p*", null, null),
                        definition("alias", EntityKind.KEY, "*", "prod-*", null),
                        definition("not-alias", EntityKind.KEY, "*", "dev-*", null),
                        definition("member", EntityKind.TEAM_MEMBER, "pay/*", null, null),
                        definition("tags", EntityKind.TAG, "*", null, null),
                        definition("proxy", EntityKind.PROXY, "proxy", null, null),
                        definition("org", EntityKind.ORGANIZATION, "*", null, null),
                        definition("model", EntityKind.MODEL, "gpt", null, null)))
                .containsExactlyInAnyOrder(
                        "exact=pay",
                        "glob=pay",
                        "alias=hash",
                        "member=pay/sam",
                        "tags=a",
                        "tags=b",
                        "proxy=proxy",
                        "model=gpt");
    }

    @Test
    void an_event_belongs_to_the_window_of_its_time() {
        LedgerBudget budget = budget("1mo");
        LedgerBudget.Windows windows = budget.windowsAt(NOW);

        assertThat(windows.currentStart()).isEqualTo(NOVEMBER);
        assertThat(windows.previousStart()).isEqualTo(OCTOBER);
        assertThat(budget.windowStartOf(NOW, windows)).isEqualTo(NOVEMBER);
        assertThat(budget.windowStartOf(NOVEMBER.minusNanos(1), windows)).isEqualTo(OCTOBER);
        assertThat(budget.windowStartOf(OCTOBER, windows)).isEqualTo(OCTOBER);
        assertThat(budget.windowStartOf(OCTOBER.minusNanos(1), windows)).isNull();
        assertThat(budget.windowStartOf(DECEMBER.plusSeconds(60), windows)).isEqualTo(DECEMBER);
    }

    @Test
    void a_clock_that_goes_back_finds_the_window_of_then() {
        LedgerBudget budget = budget("1mo");
        budget.windowsAt(DECEMBER);

        assertThat(budget.windowsAt(NOW).currentStart()).isEqualTo(NOVEMBER);
    }

    @Test
    void a_budget_without_a_duration_has_one_window_for_ever() {
        LedgerBudget budget = budget(null);
        LedgerBudget.Windows windows = budget.windowsAt(NOW);

        assertThat(budget.windowStartOf(Instant.parse("1999-01-01T00:00:00Z"), windows))
                .isEqualTo(Instant.EPOCH);
        assertThat(judge(budget, Instant.EPOCH, 100, NOW))
                .singleElement()
                .satisfies(finding -> assertThat(finding.key().window()).isEqualTo(AlertWindow.FOREVER));
    }

    @Test
    void rings_with_the_highest_rule_in_the_budgets_own_window_and_name() {
        BudgetFinding finding = judge(budget("1mo"), NOVEMBER, 120, NOW).get(0);

        assertThat(finding.key().source()).isEqualTo("b");
        assertThat(finding.key().rule()).isEqualTo(new Rule.Threshold(Share.WHOLE));
        assertThat(finding.key().window()).isEqualTo(new AlertWindow.Span(NOVEMBER, DECEMBER));
        assertThat(finding.passed(finding.key())).extracting(AlertKey::rule).contains(Rule.SOFT, Rule.PROJECTION);
    }

    @Test
    void projects_at_the_mean_pace_so_far() {
        LedgerBudget budget = budget("1mo");

        assertThat(judge(budget, NOVEMBER, 50, NOW))
                .as("half is spent after half the window")
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.key().rule()).isEqualTo(Rule.PROJECTION);
                    assertThat(finding.key().amount()).isEqualTo(Usd.ofDollars(100));
                    assertThat(finding.alert("id", finding.key(), NOW, key -> true)
                                    .budget()
                                    .projectedSpend())
                            .isEqualTo(Usd.ofDollars(100));
                });
        assertThat(judge(budget, NOVEMBER, 49, NOW)).isEmpty();
    }

    @Test
    void projects_neither_before_a_tenth_of_the_window_nor_when_nearly_all_is_spent_nor_afterwards() {
        LedgerBudget budget = budget("1mo");
        Instant tenth = NOVEMBER.plusSeconds(3 * 86_400);

        assertThat(judge(budget, NOVEMBER, 60, tenth.minusNanos(1))).isEmpty();
        assertThat(judge(budget, NOVEMBER, 60, tenth)).hasSize(1);
        assertThat(judge(budget, NOVEMBER, 95, NOW))
                .extracting(finding -> finding.key().rule())
                .containsExactly(new Rule.Threshold(Share.of("0.9")));
        assertThat(judge(budget, NOVEMBER, -9_000_000_000L, tenth))
                .as("corrections without measure")
                .isEmpty();
        assertThat(judge(budget, OCTOBER, 60, NOW)).as("that window is over").isEmpty();
        assertThat(judge(budget(null), Instant.EPOCH, 60, NOW))
                .as("it has no end")
                .isEmpty();
    }
}
