package io.spendbell.budget;

import static io.spendbell.budget.BudgetEvents.USER;
import static io.spendbell.budget.BudgetEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Rule;
import io.spendbell.alert.Share;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.event.BudgetEvent;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rings when a gateway states a budget, how loudly and in which words. */
class GatewayBudgetsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static GatewayBudgets gateways(String... shares) {
        Thresholds thresholds = shares.length == 0
                ? Thresholds.STANDARD
                : new Thresholds(Stream.of(shares).map(Share::of).toList(), Map.of());
        return new GatewayBudgets(BudgetAlertTypes.standard(), thresholds);
    }

    private static BudgetFinding judge(String spend, String max, String soft) {
        return gateways().judge(event("user_budget", USER, spend, max, soft), NOW);
    }

    private static Alert alert(BudgetFinding finding) {
        return finding.alert("id", finding.key(), NOW, key -> true);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // LiteLLM's own cases first
                "75,   100, -,   -,                   -,      -",
                "120,  100, -,   budget_crossed,      High,   User Budget: Budget Crossed. Total Budget: 100 USD",
                "95,   100, -,   threshold_crossed,   Medium, User Budget: 5% or less of budget remaining",
                "86,   100, -,   threshold_crossed,   Low,    User Budget: 15% or less of budget remaining",
                "101,  100, -,   budget_crossed,      High,   User Budget: Budget Crossed. Total Budget: 100 USD",
                "120,  -,   100, soft_budget_crossed, Medium, User Budget: Soft Budget Crossed. Total Soft Budget: 100 USD",
                "90,   -,   100, -,                   -,      -",
                "120,  150, 100, soft_budget_crossed, Medium, User Budget: Soft Budget Crossed. Total Soft Budget: 100 USD",
                "80,   -,   80,  soft_budget_crossed, Medium, User Budget: Soft Budget Crossed. Total Soft Budget: 80 USD",
                "1,    0,   -,   budget_crossed,      High,   User Budget: Budget Crossed. Total Budget: 0 USD",
                "50,   -,   -,   -,                   -,      -",
                // the edges
                "84.999999999, 100, -, -, -, -",
                "85,   100, -,   threshold_crossed,   Low,    User Budget: 15% or less of budget remaining",
                "99.999999999, 100, -, threshold_crossed, Medium, User Budget: 5% or less of budget remaining",
                "100,  100, -,   budget_crossed,      High,   User Budget: Budget Crossed. Total Budget: 100 USD",
                "0,    0,   -,   -,                   -,      -",
                "0,    0,   0,   -,                   -,      -",
                "0.000000001, 0, -, budget_crossed,   High,   User Budget: Budget Crossed. Total Budget: 0 USD",
                "0.000000001, -, 0, soft_budget_crossed, Medium, User Budget: Soft Budget Crossed. Total Soft Budget: 0 USD",
                "95,   100, 95,  threshold_crossed,   Medium, User Budget: 5% or less of budget remaining",
                "160,  100, 150, soft_budget_crossed, Medium, User Budget: Soft Budget Crossed. Total Soft Budget: 150 USD",
                "140,  100, 150, budget_crossed,      High,   User Budget: Budget Crossed. Total Budget: 100 USD"
            })
    void says_what_was_crossed(String spend, String max, String soft, String event, String level, String message) {
        // When
        BudgetFinding finding = judge(spend, max, soft);

        // Then
        assertThat(finding == null ? null : finding.event()).isEqualTo(event);
        assertThat(finding == null ? null : finding.level().wireName()).isEqualTo(level);
        assertThat(finding == null ? null : alert(finding).message()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, threshold_crossed, Low, User Budget: 50% or less of budget remaining",
        "0.949999999, threshold_crossed, Low, User Budget: 5.0000001% or less of budget remaining",
        "0.95, threshold_crossed, Medium, User Budget: 5% or less of budget remaining",
        "0.999999999, threshold_crossed, Medium, User Budget: 0.0000001% or less of budget remaining",
        "1, budget_crossed, High, User Budget: Budget Crossed. Total Budget: 100 USD",
        "1.25, budget_crossed, High, User Budget: 125% of budget used",
        "10, budget_crossed, High, User Budget: 1000% of budget used",
        "0.9, threshold_crossed, Low, User Budget: 10% or less of budget remaining"
    })
    void every_share_has_its_event_its_level_and_its_words(String share, String event, String level, String message) {
        // When
        BudgetFinding finding = gateways(share).judge(event("user_budget", USER, "1000", "100", null), NOW);

        // Then
        assertThat(finding.event()).isEqualTo(event);
        assertThat(finding.level().wireName()).isEqualTo(level);
        assertThat(alert(finding).message()).isEqualTo(message);
    }

    @Test
    void a_list_without_the_whole_says_nothing_there() {
        // When
        BudgetFinding finding = gateways("0.5").judge(event("user_budget", USER, "100", "100", null), NOW);

        // Then
        assertThat(finding.key().rule()).isEqualTo(new Rule.Threshold(Share.of("0.5")));
        assertThat(finding.event()).isEqualTo("threshold_crossed");
    }

    @Test
    void each_kind_of_entity_is_judged_by_its_own_thresholds() {
        // Given
        GatewayBudgets gateways = new GatewayBudgets(
                BudgetAlertTypes.standard(),
                new Thresholds(List.of(Share.WHOLE), Map.of(EntityKind.TEAM, List.of(Share.of("0.5")))));

        // Then
        assertThat(gateways.judge(event("user_budget", USER, "60", "100", null), NOW))
                .isNull();
        assertThat(gateways.judge(event("team_budget", BudgetEvents.TEAM, "60", "100", null), NOW))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "token_budget, KEY, Key Budget",
        "max_budget_alert, KEY, Key Budget",
        "max_budget_alert, TEAM_MEMBER, Team Member Budget",
        "team_member_budget, TEAM_MEMBER, Team Member Budget",
        "soft_budget, TEAM, Team Budget",
        "organization_budget, ORGANIZATION, Organization Budget",
        "project_budget, PROJECT, Project Budget",
        "proxy_budget, PROXY, Proxy Budget",
        "customer_budget, CUSTOMER, Customer Budget"
    })
    void the_message_begins_with_whose_budget_it_is(String type, EntityKind kind, String label) {
        // When
        BudgetFinding finding = gateways().judge(event(type, new Entity(kind, "x"), "100", "100", null), NOW);

        // Then
        assertThat(alert(finding).message()).isEqualTo(label + ": Budget Crossed. Total Budget: 100 USD");
    }

    @Test
    void an_alert_carries_what_was_stated() {
        // Given
        Instant time = NOW.minusSeconds(70);
        Instant resetAt = Instant.parse("2026-12-01T00:00:00Z");
        EntityFields fields = Fields.of("user_id", "sam", "user_email", "sam@example.com");
        BudgetEvent event = new BudgetEvent(
                "e1",
                time,
                "user_budget",
                USER,
                fields,
                BudgetEvents.usd("96.5"),
                BudgetEvents.usd("100"),
                BudgetEvents.usd("90"),
                resetAt,
                null,
                null);

        // When
        Alert alert = alert(gateways().judge(event, NOW));

        // Then
        assertThat(alert.type()).isEqualTo(AlertType.BUDGET_ALERTS);
        assertThat(alert.entity()).isEqualTo(USER);
        assertThat(alert.fields()).isEqualTo(fields);
        assertThat(alert.occurredAt()).isEqualTo(time);
        assertThat(alert.raisedAt()).isEqualTo(NOW);
        assertThat(alert.budget().source()).isEqualTo("gateway");
        assertThat(alert.budget().spend()).isEqualTo(BudgetEvents.usd("96.5"));
        assertThat(alert.budget().maxBudget()).isEqualTo(BudgetEvents.usd("100"));
        assertThat(alert.budget().softBudget()).isEqualTo(BudgetEvents.usd("90"));
        assertThat(alert.budget().amount()).isEqualTo(BudgetEvents.usd("95"));
        assertThat(alert.budget().window().end()).isEqualTo(resetAt);
    }

    @Test
    void an_event_without_a_time_happened_when_it_came_in() {
        // Then
        assertThat(alert(judge("101", "100", null)).occurredAt()).isEqualTo(NOW);
    }
}
