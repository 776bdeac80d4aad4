package io.spendbell.budget.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.InvalidEventException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BudgetAlertTypesTest {
    private static final EntityFields ALL = new EntityFields(
            "hash",
            "alias",
            "user",
            "user@example.com",
            "team",
            "Team",
            "org",
            "project",
            "customer",
            List.of(),
            "tag",
            "model",
            "group",
            "provider",
            "base",
            "deployment",
            "region");

    /** Section 3 of the contract, row by row. */
    private static final Map<String, Set<String>> GROUPS = Map.ofEntries(
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
            Map.entry("provider_budget", Set.of("provider")));

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
                .flatMap(type -> Arrays.stream(EntityKind.values())
                        .filter(EntityKind::hasBudgets)
                        .map(kind -> Arguments.of(type, kind)));
    }

    @Test
    void knows_the_contracts_types_and_no_others() {
        assertThat(types.names()).isEqualTo(GROUPS.keySet());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void takes_the_contracts_pairs_of_type_and_group_and_no_others(String type, EntityKind group) throws Exception {
        if (GROUPS.get(type).contains(group.wireName())) {
            assertThat(types.subject(type, group, ALL)).isEqualTo(new Entity(group, IDS.get(group.wireName())));
        } else {
            assertThatThrownBy(() -> types.subject(type, group, ALL))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessageStartingWith("user_info.event_group: " + group.wireName() + " (expected: ");
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void a_missing_id_is_refused_by_name(String type, EntityKind group) throws Exception {
        if (!GROUPS.get(type).contains(group.wireName())) {
            return;
        }
        if (group == EntityKind.PROXY) {
            assertThat(types.subject(type, group, EntityFields.NONE)).isEqualTo(Entity.PROXY);
        } else {
            assertThatThrownBy(() -> types.subject(type, group, EntityFields.NONE))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessageMatching("user_info\\.[a-z_]+: missing \\(expected: .+\\)");
        }
    }

    @Test
    void an_unknown_type_is_refused_by_name_with_those_that_there_are() {
        assertThatThrownBy(() -> types.subject("budget_of_dreams", EntityKind.KEY, ALL))
                .hasMessageStartingWith("type: budget_of_dreams (expected: one of ")
                .message()
                .contains(GROUPS.keySet().stream().sorted().collect(Collectors.joining(", ")));
    }

    @Test
    void a_key_without_a_hash_goes_by_its_alias() throws Exception {
        EntityFields fields = fields(null, "alias", null, null);
        assertThat(types.subject("token_budget", EntityKind.KEY, fields).id()).isEqualTo("alias");
    }

    @ParameterizedTest
    @CsvSource({"a/b,c,a,b/c", "a%2Fb,c,a/b,c", "a%,2Fb,a,%2Fb", "a,b,a/b,b"})
    void two_different_members_never_share_an_id(String team, String user, String otherTeam, String otherUser)
            throws Exception {
        Entity one = types.subject("team_member_budget", EntityKind.TEAM_MEMBER, fields(null, null, user, team));
        Entity other =
                types.subject("team_member_budget", EntityKind.TEAM_MEMBER, fields(null, null, otherUser, otherTeam));
        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void every_kind_of_entity_has_a_name_of_its_own_in_messages() {
        Set<String> labels =
                EnumSet.allOf(EntityKind.class).stream().map(BudgetLabels::of).collect(Collectors.toSet());
        assertThat(labels).hasSize(EntityKind.values().length);
    }

    private static EntityFields fields(String token, String alias, String user, String team) {
        return new EntityFields(
                token, alias, user, null, team, null, null, null, null, List.of(), null, null, null, null, null, null,
                null);
    }
}
