package io.spendbell.budget.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.budget.Fields;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.InvalidEventException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetAlertTypesTest {
    private static final EntityFields ALL = Fields.of(
            "token",
            "hash",
            "key_alias",
            "alias",
            "user_id",
            "user",
            "user_email",
            "user@example.com",
            "team_id",
            "team",
            "team_alias",
            "Team",
            "organization_id",
            "org",
            "project_id",
            "project",
            "customer_id",
            "customer",
            "tag",
            "tag",
            "model",
            "model",
            "model_group",
            "group",
            "provider",
            "provider",
            "api_base",
            "base");

    /** Section 3 of the contract, row by row. */
    private static final Map<String, Set<String>> GROUPS = new TreeMap<>(Map.ofEntries(
            Map.entry("token_budget", Set.of("key")),
            Map.entry("projected_limit_exceeded", Set.of("key")),
            Map.entry("max_budget_alert", Set.of("key", "team_member")),
            Map.entry("user_budget", Set.of("user")),
            Map.entry("team_budget", Set.of("team")),
            Map.entry("organization_budget", Set.of("organization")),
            Map.entry("project_budget", Set.of("project")),
            Map.entry("soft_budget", Set.of("key", "team", "user", "organization", "project")),
            Map.entry("proxy_budget", Set.of("proxy")),
            Map.entry("team_member_budget", Set.of("team_member")),
            Map.entry("customer_budget", Set.of("end_user")),
            Map.entry("tag_budget", Set.of("tag")),
            Map.entry("model_budget", Set.of("model")),
            Map.entry("provider_budget", Set.of("provider"))));

    private static final Map<String, String> IDS = Map.ofEntries(
            Map.entry("key", "hash"),
            Map.entry("user", "user"),
            Map.entry("team", "team"),
            Map.entry("team_member", "team/user"),
            Map.entry("organization", "org"),
            Map.entry("project", "project"),
            Map.entry("end_user", "customer"),
            Map.entry("tag", "tag"),
            Map.entry("model", "model"),
            Map.entry("provider", "provider"),
            Map.entry("proxy", "proxy"));

    private final BudgetAlertTypes types = BudgetAlertTypes.standard();

    static Stream<Arguments> pairs() {
        return GROUPS.keySet().stream()
                .flatMap(type -> IDS.keySet().stream().sorted().map(group -> Arguments.of(type, group)));
    }

    private static EntityKind kind(String group) {
        EntityKind kind = EntityKind.ofWireName(group);
        assertThat(kind).as(group).isNotNull();
        return kind;
    }

    @Test
    void knows_the_contracts_fourteen_types_and_eleven_groups_and_no_others() {
        // Then
        assertThat(types.names()).containsExactlyInAnyOrderElementsOf(GROUPS.keySet());
        assertThat(Arrays.stream(EntityKind.values())
                        .filter(EntityKind::hasBudgets)
                        .map(EntityKind::wireName))
                .containsExactlyInAnyOrderElementsOf(IDS.keySet());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void takes_the_contracts_pairs_of_type_and_group_and_no_others(String type, String group) throws Exception {
        if (GROUPS.get(type).contains(group)) {
            // When
            Entity entity = types.subject(type, kind(group), ALL);

            // Then
            assertThat(entity).isEqualTo(new Entity(kind(group), IDS.get(group)));
        } else {
            // Given
            String expected = GROUPS.get(type).stream().sorted().collect(Collectors.joining(" or "));

            // Then
            assertThatThrownBy(() -> types.subject(type, kind(group), ALL))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessage("user_info.event_group: " + group + " (expected: " + expected + " for " + type + ")")
                    .extracting(e -> ((InvalidEventException) e).field())
                    .isEqualTo("user_info.event_group");
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void no_type_speaks_of_what_has_no_budgets(String type, String group) {
        // Then
        for (EntityKind kind : Set.of(EntityKind.DESTINATION, EntityKind.BUDGET, EntityKind.STORE)) {
            assertThatThrownBy(() -> types.subject(type, kind, ALL)).isInstanceOf(InvalidEventException.class);
        }
    }

    @Test
    void an_unknown_type_is_refused_by_name_with_those_that_there_are() {
        // Then
        assertThatThrownBy(() -> types.subject("budget_of_dreams", EntityKind.KEY, ALL))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("type: budget_of_dreams (expected: one of "
                        + String.join(", ", new TreeSet<>(GROUPS.keySet()))
                        + ")")
                .extracting(e -> ((InvalidEventException) e).field())
                .isEqualTo("type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Token_Budget", "token_budget ", "key", "threshold_crossed", "budget_alerts"})
    void a_near_miss_of_a_type_is_no_type(String type) {
        // Then
        assertThatThrownBy(() -> types.named(type)).isInstanceOf(InvalidEventException.class);
    }

    @Test
    void only_the_gateways_projection_is_a_verdict() throws Exception {
        for (String type : GROUPS.keySet()) {
            // Then
            assertThat(types.named(type).isVerdict()).as(type).isEqualTo(type.equals("projected_limit_exceeded"));
        }
    }

    @Test
    void the_types_cannot_be_changed_from_outside() {
        // Then
        assertThatThrownBy(() -> types.names().remove("token_budget"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(types.names()).contains("token_budget");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void an_alert_begins_with_whose_budget_it_is(String type, String group) throws Exception {
        // When
        String label = types.named(type).eventMessage(kind(group));

        // Then
        assertThat(label).isEqualTo(BudgetLabels.of(kind(group))).endsWith(" Budget");
    }

    @Test
    void every_kind_of_entity_has_a_name_of_its_own_in_messages() {
        // When
        Stream<String> labels = Arrays.stream(EntityKind.values()).map(BudgetLabels::of);

        // Then
        assertThat(labels).doesNotHaveDuplicates();
        assertThat(BudgetLabels.of(EntityKind.TEAM_MEMBER)).isEqualTo("Team Member Budget");
        assertThat(BudgetLabels.of(EntityKind.CUSTOMER)).isEqualTo("Customer Budget");
    }
}
