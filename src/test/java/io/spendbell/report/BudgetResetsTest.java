package io.spendbell.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Notice;
import io.spendbell.budget.BudgetDefinition;
import io.spendbell.budget.LedgerBudget;
import io.spendbell.budget.LedgerBudgets;
import io.spendbell.budget.WindowSpec;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Glob;
import io.spendbell.event.Usd;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetResetsTest {
    private static final Instant MONDAY = Instant.parse("2026-11-23T00:00:00Z");

    private final LedgerBudget budget = new LedgerBudgets(
                    List.of(new BudgetDefinition(
                            "pay",
                            EntityKind.TEAM,
                            Glob.of("*"),
                            null,
                            Usd.ofDollars(5),
                            null,
                            WindowSpec.parse("1d"),
                            List.of(),
                            false,
                            Usd.ZERO,
                            10)),
                    ZoneOffset.UTC)
            .all()
            .iterator()
            .next();
    private final BudgetResets resets = new BudgetResets(budget, ZoneOffset.UTC);

    private static Instant day(int number) {
        return MONDAY.plusSeconds(86_400L * number);
    }

    private List<Notice> notices(Instant now) {
        ReportSeries.Draft draft = resets.draft(now, key -> false);
        draft.add("pay", "a", day(0), Usd.ofDollars(7));
        draft.add("pay", "b", day(2), Usd.ofDollars(2));
        draft.add("pay", "b", day(3), Usd.ofDollars(1));
        return draft.notices();
    }

    @Test
    void a_window_is_told_of_though_windows_without_spend_have_passed_since() {
        List<Notice> notices = notices(day(3).plus(ReportSeries.GRACE));

        assertThat(notices)
                .extracting(Notice::message)
                .containsExactly(
                        "A new window has begun on Tue 24 Nov 2026, 00:00 UTC. In the one before, from Mon 23 Nov 2026,"
                                + " 00:00 UTC, at least $7.00 was spent, of a budget of $5.00, which was used up.",
                        "A new window has begun on Thu 26 Nov 2026, 00:00 UTC. In the one before, from Wed 25 Nov 2026,"
                                + " 00:00 UTC, $2.00 was spent, of a budget of $5.00.");
    }

    @Test
    void a_window_is_told_of_for_a_week_and_claimed_for_as_long() {
        assertThat(notices(day(8).plus(ReportSeries.GRACE))).hasSize(3);
        assertThat(notices(day(9).plus(ReportSeries.GRACE))).hasSize(2);
        assertThat(notices(day(8).plus(ReportSeries.GRACE)).get(0).key().window())
                .isEqualTo(new AlertWindow.Span(day(1), day(9)));
    }

    @Test
    void before_a_windows_latest_spend_is_there_it_is_not_told_of() {
        assertThat(notices(day(3).plus(ReportSeries.GRACE).minusMillis(1))).hasSize(1);
    }
}
