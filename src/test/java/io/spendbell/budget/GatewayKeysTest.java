package io.spendbell.budget;

import static io.spendbell.budget.BudgetEvents.KEY;
import static io.spendbell.budget.BudgetEvents.TEAM;
import static io.spendbell.budget.BudgetEvents.USER;
import static io.spendbell.budget.BudgetEvents.event;
import static io.spendbell.budget.BudgetEvents.usd;
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
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which stated budgets are the same occasion, and which rules use up whose turns. */
class GatewayKeysTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");

    private final GatewayBudgets gateways = new GatewayBudgets(BudgetAlertTypes.standard(), Thresholds.STANDARD);

    private AlertKey key(String type, Entity entity, String spend, String max, String soft, Instant resetAt) {
        return gateways.judge(event(type, entity, spend, max, soft, resetAt), NOW)
                .key();
    }

    private static List<String> names(List<AlertKey> keys) {
        return keys.stream()
                .map(key -> key.rule().name() + " at " + key.amount())
                .toList();
    }

    @Test
    void a_spend_that_grows_is_the_same_occasion() {
        // When
        Stream<AlertKey> keys = Stream.of("86", "86.5", "90", "94.999999999")
                .map(spend -> key("token_budget", KEY, spend, "100", null, DECEMBER));

        // Then
        assertThat(keys.distinct()).hasSize(1);
    }

    @Test
    void the_95_percent_are_another_occasion_than_the_85_percent() {
        // Then
        assertThat(key("user_budget", USER, "95", "100", null, DECEMBER))
                .isNotEqualTo(key("user_budget", USER, "86", "100", null, DECEMBER));
    }

    @Test
    void two_types_of_one_entity_speak_of_the_same_budget() {
        // Then
        assertThat(key("max_budget_alert", KEY, "91", "100", "80", DECEMBER))
                .isEqualTo(key("token_budget", KEY, "90", "100", null, DECEMBER));
        assertThat(key("soft_budget", TEAM, "81", null, "80", DECEMBER))
                .isEqualTo(key("team_budget", TEAM, "82", "100", "80", DECEMBER));
    }

    @Test
    void different_entities_are_different_occasions_even_under_one_id() {
        // Given
        Entity user = new Entity(USER.kind(), "pay");

        // Then
        assertThat(key("user_budget", user, "90", "100", null, DECEMBER))
                .isNotEqualTo(key("team_budget", TEAM, "90", "100", null, DECEMBER))
                .isNotEqualTo(key("user_budget", USER, "90", "100", null, DECEMBER));
    }

    @Test
    void a_raised_budget_is_another_occasion() {
        // Then
        assertThat(key("token_budget", KEY, "180", "200", null, DECEMBER))
                .isNotEqualTo(key("token_budget", KEY, "90", "100", null, DECEMBER));
        assertThat(key("soft_budget", KEY, "90", null, "81", DECEMBER))
                .isNotEqualTo(key("soft_budget", KEY, "90", null, "80", DECEMBER));
    }

    @Test
    void a_raised_hard_budget_leaves_the_soft_one_the_occasion_that_it_was() {
        // Then
        assertThat(key("token_budget", KEY, "82", "200", "80", DECEMBER))
                .isEqualTo(key("token_budget", KEY, "82", "100", "80", DECEMBER));
    }

    @ParameterizedTest
    @CsvSource({"2026-12-01T00:00:00Z", "2026-11-23T12:00:00Z", "2026-10-01T00:00:00Z"})
    void the_window_is_the_one_that_was_stated_be_it_past(Instant resetAt) {
        // When
        BudgetFinding finding = gateways.judge(event("user_budget", USER, "90", "100", null, resetAt), NOW);

        // Then
        assertThat(finding.key().window()).isEqualTo(new AlertWindow.Until(resetAt));
        assertThat(finding.joinsKnownWindow()).isFalse();
        assertThat(finding.key()).isNotEqualTo(key("user_budget", USER, "90", "100", null, resetAt.plusSeconds(1)));
    }

    @Test
    void without_a_stated_window_the_entitys_known_one_is_looked_up() {
        // When
        BudgetFinding finding = gateways.judge(event("user_budget", USER, "90", "100", null), NOW);

        // Then
        assertThat(finding.key().window()).isEqualTo(AlertWindow.ROLLING);
        assertThat(finding.joinsKnownWindow()).isTrue();
    }

    @Test
    void a_jump_names_what_it_passed_lowest_first_and_uses_up_its_turns() {
        // When
        BudgetFinding finding = gateways.judge(event("token_budget", KEY, "101", "100", "90", DECEMBER), NOW);
        Alert alert = finding.alert("id", finding.key(), NOW, key -> true);
        List<AlertKey> passed = finding.passed(finding.key());

        // Then
        assertThat(alert.budget().passed())
                .extracting(Rule::name)
                .containsExactly("threshold:0.85", "soft", "threshold:0.95");
        assertThat(names(passed)).containsExactly("threshold:0.85 at 85", "soft at 90", "threshold:0.95 at 95");
        assertThat(passed).extracting(AlertKey::window).containsOnly(new AlertWindow.Until(DECEMBER));
        assertThat(passed).extracting(AlertKey::entity).containsOnly(KEY);
    }

    @Test
    void a_soft_budget_above_the_hard_one_uses_up_all_thresholds() {
        // When
        BudgetFinding finding = gateways.judge(event("token_budget", KEY, "160", "100", "150"), NOW);

        // Then
        assertThat(finding.key().rule()).isEqualTo(Rule.SOFT);
        assertThat(names(finding.passed(finding.key())))
                .containsExactly("threshold:0.85 at 85", "threshold:0.95 at 95", "threshold:1 at 100");
    }

    @Test
    void the_keys_that_were_passed_are_those_that_the_lower_rules_ring_with() {
        // Given
        AlertKey low = key("token_budget", KEY, "86", "100", "90", DECEMBER);
        AlertKey soft = key("token_budget", KEY, "91", "100", "90", DECEMBER);
        AlertKey high = key("token_budget", KEY, "96", "100", "90", DECEMBER);

        // When
        BudgetFinding finding = gateways.judge(event("token_budget", KEY, "101", "100", "90", DECEMBER), NOW);

        // Then
        assertThat(finding.passed(finding.key())).containsExactly(low, soft, high);
    }

    @Test
    void what_was_passed_goes_with_the_window_that_was_claimed() {
        // Given
        BudgetFinding finding = gateways.judge(event("token_budget", KEY, "101", "100", null), NOW);
        AlertKey claimed = finding.key().in(new AlertWindow.Until(DECEMBER));

        // Then
        assertThat(finding.passed(claimed))
                .hasSize(2)
                .extracting(AlertKey::window)
                .containsOnly(claimed.window());
        assertThat(finding.alert("id", claimed, NOW, key -> key.window().equals(claimed.window()))
                        .budget()
                        .passed())
                .hasSize(2);
    }

    @Test
    void only_rules_whose_turn_was_free_are_named_as_passed() {
        // Given
        BudgetFinding finding = gateways.judge(event("token_budget", KEY, "101", "100", null), NOW);

        // When
        Alert alert =
                finding.alert("id", finding.key(), NOW, key -> key.rule().name().equals("threshold:0.95"));

        // Then
        assertThat(alert.budget().passed()).extracting(Rule::name).containsExactly("threshold:0.95");
        assertThat(finding.passed(finding.key())).hasSize(2);
    }

    private static BudgetEvent projected(String spend, String max, String soft) {
        return new BudgetEvent(
                null,
                NOW.minusSeconds(5),
                "projected_limit_exceeded",
                KEY,
                EntityFields.NONE,
                usd(spend),
                usd(max),
                usd(soft),
                DECEMBER,
                usd("140"),
                "2026-11-28");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"1, 100, -, 100", "99, 100, -, 100", "120, 100, 80, 100", "120, -, 80, 80", "0, 0, -, 0"})
    void a_gateways_own_projection_is_passed_on_as_said_whatever_was_spent(
            String spend, String max, String soft, String amount) {
        // When
        BudgetFinding finding = gateways.judge(projected(spend, max, soft), NOW);
        Alert alert = finding.alert("id", finding.key(), NOW, key -> true);

        // Then
        assertThat(finding.event()).isEqualTo("projected_limit_exceeded");
        assertThat(finding.level()).isEqualTo(Level.MEDIUM);
        assertThat(finding.key().rule()).isEqualTo(Rule.PROJECTION);
        assertThat(finding.key().amount()).isEqualTo(usd(amount));
        assertThat(finding.passed(finding.key())).as("it uses up no other turn").isEmpty();
        assertThat(alert.message()).isEqualTo("Key Budget: Projected Limit Exceeded");
        assertThat(alert.budget().passed()).isEmpty();
        assertThat(alert.budget().projectedSpend()).isEqualTo(usd("140"));
        assertThat(alert.budget().projectedExceededDate()).isEqualTo("2026-11-28");
        assertThat(alert.occurredAt()).isEqualTo(NOW.minusSeconds(5));
    }

    @Test
    void no_threshold_uses_up_the_turn_of_a_gateways_projection() {
        // Given
        AlertKey projection = gateways.judge(projected("96", "100", null), NOW).key();

        // When
        BudgetFinding threshold = gateways.judge(event("token_budget", KEY, "96", "100", null, DECEMBER), NOW);

        // Then
        assertThat(threshold.passed(threshold.key())).doesNotContain(projection);
    }

    @Test
    void a_projection_without_a_limit_has_nothing_to_judge() {
        // Then
        assertThat(gateways.judge(projected("96", null, null), NOW)).isNull();
    }
}
