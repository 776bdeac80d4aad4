package io.spendbell.budget;

import static io.spendbell.budget.Budgets.whom;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which budgets, and which accounts of them, an event concerns. */
class LedgerBudgetsTest {
    private static final EntityFields CALL = Fields.tagged(
            List.of("a", "b", "a", ""),
            "token",
            "hash",
            "key_alias",
            "prod-bot",
            "user_id",
            "sam",
            "team_id",
            "pay",
            "team_alias",
            "Payments",
            "model",
            "gpt",
            "provider",
            "openai");

    private static List<String> matches(EntityFields fields, BudgetDefinition... definitions) {
        List<String> found = new ArrayList<>();
        new LedgerBudgets(List.of(definitions), ZoneOffset.UTC)
                .forEachMatch(
                        fields, (budget, id) -> found.add(budget.definition().name() + "=" + id));
        return found;
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "TEAM, pay, -, pay",
                "TEAM, search, -, -",
                "TEAM, PAY, -, -",
                "TEAM, p*, -, pay",
                "TEAM, p?y, -, pay",
                "TEAM, [!p]*, -, -",
                "TEAM, [p]ay, -, pay",
                "TEAM, *, -, pay",
                "TEAM, *, Pay*, pay",
                "TEAM, *, payments, -",
                "TEAM, Payments, -, -",
                "KEY, *, prod-*, hash",
                "KEY, *, dev-*, -",
                "KEY, hash, prod-bot, hash",
                "KEY, hash, dev-*, -",
                "KEY, other, prod-*, -",
                "KEY, prod-*, -, -",
                "USER, sam, -, sam",
                "TEAM_MEMBER, pay/sam, -, pay/sam",
                "TEAM_MEMBER, pay/*, -, pay/sam",
                "TEAM_MEMBER, */sam, -, pay/sam",
                "TEAM_MEMBER, pay, -, -",
                "MODEL, gpt, -, gpt",
                "PROVIDER, open*, -, openai",
                "PROXY, proxy, -, proxy",
                "ORGANIZATION, *, -, -",
                "PROJECT, *, -, -",
                "CUSTOMER, *, -, -",
                "TAG, b, -, b",
                "TAG, c, -, -"
            })
    void a_budget_counts_what_its_id_and_alias_match(EntityKind kind, String id, String alias, String account) {
        // When
        List<String> found = matches(CALL, whom("it", kind, id, alias));

        // Then
        assertThat(found).isEqualTo(account == null ? List.of() : List.of("it=" + account));
    }

    @Test
    void every_budget_that_an_event_concerns_grows() {
        // When
        List<String> found = matches(
                CALL,
                whom("exact", EntityKind.TEAM, "pay", null),
                whom("glob", EntityKind.TEAM, "p*", null),
                whom("again", EntityKind.TEAM, "pay", null),
                whom("user", EntityKind.USER, "*", null),
                whom("proxy", EntityKind.PROXY, "proxy", null),
                whom("other", EntityKind.TEAM, "search", null));

        // Then
        assertThat(found).containsExactlyInAnyOrder("exact=pay", "glob=pay", "again=pay", "user=sam", "proxy=proxy");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "gpt-5, gpt-5",
                "gpt-*, gpt-5",
                "openai/gpt-5-2026, openai/gpt-5-2026",
                "openai/*, openai/gpt-5-2026",
                "*, openai/gpt-5-2026",
                "'[go]p*', openai/gpt-5-2026",
                "azure/*, -",
            })
    void a_model_counts_once_by_its_own_name_or_else_by_that_of_its_group(String id, String account) {
        EntityFields call = Fields.of("model", "openai/gpt-5-2026", "model_group", "gpt-5");

        assertThat(matches(call, whom("it", EntityKind.MODEL, id, null)))
                .isEqualTo(account == null ? List.of() : List.of("it=" + account));
    }

    @Test
    void a_model_without_a_name_of_its_own_counts_by_that_of_its_group() {
        assertThat(matches(Fields.of("model_group", "gpt-5"), whom("it", EntityKind.MODEL, "*", null)))
                .containsExactly("it=gpt-5");
        assertThat(matches(Fields.of("model", "gpt-5", "model_group", ""), whom("it", EntityKind.MODEL, "*", null)))
                .containsExactly("it=gpt-5");
    }

    @Test
    void each_tag_counts_once() {
        // Then
        assertThat(matches(CALL, whom("tags", EntityKind.TAG, "*", null)))
                .containsExactlyInAnyOrder("tags=a", "tags=b");
        assertThat(matches(CALL, whom("a", EntityKind.TAG, "a", null), whom("b", EntityKind.TAG, "[b]", null)))
                .containsExactlyInAnyOrder("a=a", "b=b");
    }

    @Test
    void an_alias_that_the_event_does_not_name_matches_nothing_not_even_a_star() {
        // Given
        EntityFields nameless = Fields.of("token", "hash", "team_id", "pay");

        // Then
        assertThat(matches(nameless, whom("it", EntityKind.KEY, "*", "*"))).isEmpty();
        assertThat(matches(nameless, whom("it", EntityKind.TEAM, "pay", "*"))).isEmpty();
        assertThat(matches(nameless, whom("it", EntityKind.KEY, "*", null))).containsExactly("it=hash");
    }

    @Test
    void a_key_without_a_hash_has_its_account_under_its_alias() {
        // Given
        EntityFields fields = Fields.of("key_alias", "prod-bot");

        // Then
        assertThat(matches(fields, whom("it", EntityKind.KEY, "*", "prod-*"))).containsExactly("it=prod-bot");
    }

    @Test
    void members_whose_ids_hold_slashes_have_accounts_of_their_own() {
        // Given
        BudgetDefinition members = whom("m", EntityKind.TEAM_MEMBER, "*", null);

        // When
        List<String> one = matches(Fields.of("team_id", "a/b", "user_id", "c"), members);
        List<String> other = matches(Fields.of("team_id", "a", "user_id", "b/c"), members);

        // Then
        assertThat(one).hasSize(1).doesNotContainAnyElementsOf(other);
        assertThat(matches(Fields.of("user_id", "c"), members)).isEmpty();
    }

    @Test
    void an_event_that_names_nobody_concerns_the_proxy_alone() {
        // Then
        assertThat(matches(
                        EntityFields.NONE,
                        whom("proxy", EntityKind.PROXY, "proxy", null),
                        whom("team", EntityKind.TEAM, "*", null),
                        whom("tag", EntityKind.TAG, "*", null)))
                .containsExactly("proxy=proxy");
    }

    @Test
    void a_budget_is_found_by_its_name() {
        // Given
        LedgerBudgets budgets = new LedgerBudgets(List.of(whom("pay", EntityKind.TEAM, "pay", null)), ZoneOffset.UTC);

        // Then
        assertThat(budgets.named("pay").definition().name()).isEqualTo("pay");
        assertThat(budgets.named("other")).isNull();
        assertThat(budgets.all()).hasSize(1);
    }
}
