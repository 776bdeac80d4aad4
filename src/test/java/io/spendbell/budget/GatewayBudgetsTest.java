package io.spendbell.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Rule;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.event.BudgetEvent;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.Usd;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a gateway states, judged. The first cases are those of LiteLLM's own tests. */
class GatewayBudgetsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");
    private static final Entity USER = new Entity(EntityKind.USER, "sam");

    private final GatewayBudgets gateways = new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD);

    private static Usd usd(String amount) {
        return amount == null ? null : Usd.of(new BigDecimal(amount));
    }

    private static BudgetEvent event(
            String type, Entity entity, String spend, String max, String soft, Instant resetAt) {
        return new BudgetEvent(
                null, null, type, entity, EntityFields.NONE, usd(spend), usd(max), usd(soft), resetAt, null, null);
    }

    private BudgetFinding judge(String spend, String max, String soft) {
        return gateways.judge(event("user_budget", USER, spend, max, soft, null), NOW);
    }

    private static Alert alert(BudgetFinding finding) {
        return finding.alert("id", finding.key(), NOW, key -> true);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "75,   100, -,   -,                   -,      -",
                "84.999999999, 100, -, -,             -,      -",
                "86,   100, -,   threshold_crossed,   Low,    User Budget: 15% or less of budget remaining",
                "95,   100, -,   threshold_crossed,   Medium, User Budget: 5% or less of budget remaining",
                "120,  100, -,   budget_crossed,      High,   User Budget: Budget Crossed. Total Budget: 100 USD",
                "1,    0,   -,   budget_crossed,      High,   User Budget: Budget Crossed. Total Budget: 0 USD",
                "0,    0,   -,   -,                   -,      -",
                "50,   -,   -,   -,                   -,      -",
                "120,  -,   100, soft_budget_crossed, Medium, User Budget: Soft Budget Crossed. Total Soft Budget: 100 USD",
                "90,   -,   100, -,                   -,      -",
                "120,  150, 100, soft_budget_crossed, Medium, User Budget: Soft Budget Crossed. Total Soft Budget: 100 USD",
                "80,   -,   80,  soft_budget_crossed, Medium, User Budget: Soft Budget Crossed. Total Soft Budget: 80 USD"
            })
    void says_what_was_crossed(String spend, String max, String soft, String event, String level, String message) {
        BudgetFinding finding = judge(spend, max, soft);

        assertThat(finding == null ? null : finding.event()).isEqualTo(event);
        if (finding != null) {
            assertThat(finding.level().wireName()).isEqualTo(level);
            assertThat(alert(finding).message()).isEqualTo(message);
        }
    }

    @Test
    void a_jump_names_what_it_passed_and_uses_up_its_turns() {
        BudgetFinding finding = judge("101", "100", "90");

        assertThat(alert(finding).budget().passed())
                .extracting(Rule::name)
                .containsExactly("threshold:0.85", "soft", "threshold:0.95");
        assertThat(finding.passed(finding.key()))
                .extracting(key -> key.rule().name() + " at " + key.amount())
                .containsExactly("threshold:0.85 at 85", "soft at 90", "threshold:0.95 at 95", "projection at 100");
    }

    @Test
    void names_as_passed_only_what_had_its_turn_free() {
        BudgetFinding finding = judge("101", "100", null);

        Alert alert =
                finding.alert("id", finding.key(), NOW, key -> key.rule().name().equals("threshold:0.95"));

        assertThat(alert.budget().passed()).extracting(Rule::name).containsExactly("threshold:0.95");
    }

    @Test
    void the_window_is_the_one_that_was_stated_or_is_to_be_looked_up() {
        BudgetFinding stated = gateways.judge(event("user_budget", USER, "90", "100", null, DECEMBER), NOW);
        BudgetFinding unstated = judge("90", "100", null);

        assertThat(stated.key().window()).isEqualTo(new AlertWindow.Until(DECEMBER));
        assertThat(stated.joinsKnownWindow()).isFalse();
        assertThat(unstated.key().window()).isEqualTo(AlertWindow.ROLLING);
        assertThat(unstated.joinsKnownWindow()).isTrue();
    }

    @Test
    void two_types_of_one_entity_speak_of_the_same_budget_and_another_amount_is_another_occasion() {
        Entity key = new Entity(EntityKind.KEY, "k");
        AlertKey hard = gateways.judge(event("token_budget", key, "90", "100", null, null), NOW)
                .key();
        AlertKey early = gateways.judge(event("max_budget_alert", key, "91", "100", null, null), NOW)
                .key();
        AlertKey raised = gateways.judge(event("token_budget", key, "180", "200", null, null), NOW)
                .key();

        assertThat(early).isEqualTo(hard);
        assertThat(raised).isNotEqualTo(hard);
        assertThat(hard.source()).isEqualTo(AlertKey.GATEWAY);
    }

    @Test
    void a_gateways_own_projection_is_passed_on_as_said_and_not_judged() {
        Entity key = new Entity(EntityKind.KEY, "k");
        BudgetEvent event = new BudgetEvent(
                null,
                NOW.minusSeconds(5),
                "projected_limit_exceeded",
                key,
                EntityFields.NONE,
                usd("99"),
                usd("100"),
                null,
                null,
                usd("140"),
                "2026-11-28");

        BudgetFinding finding = gateways.judge(event, NOW);

        assertThat(finding.event()).isEqualTo("projected_limit_exceeded");
        assertThat(finding.level()).isEqualTo(Level.MEDIUM);
        assertThat(finding.key().rule()).isEqualTo(Rule.PROJECTION);
        assertThat(finding.key().amount()).isEqualTo(usd("100"));
        assertThat(finding.passed(finding.key())).isEmpty();
        assertThat(alert(finding).budget().projectedSpend()).isEqualTo(usd("140"));
        assertThat(alert(finding).budget().projectedExceededDate()).isEqualTo("2026-11-28");
        assertThat(alert(finding).occurredAt()).isEqualTo(NOW.minusSeconds(5));
    }
}
