package io.spendbell.budget.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spendbell.budget.Fields;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.event.InvalidEventException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityIdsTest {
    private final BudgetAlertTypes types = BudgetAlertTypes.standard();

    private static List<String> ids(EntityKind kind, EntityFields fields) {
        List<String> ids = new ArrayList<>();
        EntityIds.forEachId(kind, fields, ids::add);
        return ids;
    }

    @ParameterizedTest
    @CsvSource({
        "token_budget, KEY, token",
        "projected_limit_exceeded, KEY, token",
        "max_budget_alert, KEY, token",
        "user_budget, USER, user_id",
        "team_budget, TEAM, team_id",
        "organization_budget, ORGANIZATION, organization_id",
        "project_budget, PROJECT, project_id",
        "soft_budget, KEY, token",
        "soft_budget, TEAM, team_id",
        "soft_budget, USER, user_id",
        "soft_budget, ORGANIZATION, organization_id",
        "soft_budget, PROJECT, project_id",
        "customer_budget, CUSTOMER, customer_id",
        "tag_budget, TAG, tag",
        "model_budget, MODEL, model",
        "provider_budget, PROVIDER, provider"
    })
    void a_missing_or_empty_id_is_refused_naming_the_field(String type, EntityKind group, String field)
            throws Exception {
        // Given
        EntityFields missing = EntityFields.NONE;
        EntityFields empty = Fields.of(field, "");
        EntityFields there = Fields.of(field, "x");

        // Then
        for (EntityFields fields : List.of(missing, empty)) {
            assertThatThrownBy(() -> types.subject(type, group, fields))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessageStartingWith("user_info." + field + ": missing (expected: ")
                    .extracting(e -> ((InvalidEventException) e).field())
                    .isEqualTo("user_info." + field);
        }
        assertThat(types.subject(type, group, there)).isEqualTo(new Entity(group, "x"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, team_id",
                "-, sam, team_id",
                "'', sam, team_id",
                "pay, -, user_id",
                "pay, '', user_id",
                "'', '', team_id"
            })
    void a_team_member_needs_a_team_and_a_user(String team, String user, String field) {
        // Given
        EntityFields fields = Fields.of("team_id", team, "user_id", user);

        // Then
        for (String type : List.of("team_member_budget", "max_budget_alert")) {
            assertThatThrownBy(() -> types.subject(type, EntityKind.TEAM_MEMBER, fields))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessageStartingWith("user_info." + field + ": missing (expected: ");
        }
    }

    @Test
    void the_proxy_needs_no_id_and_no_id_makes_it_another() throws Exception {
        // Then
        assertThat(types.subject("proxy_budget", EntityKind.PROXY, EntityFields.NONE))
                .isEqualTo(Entity.PROXY);
        assertThat(types.subject("proxy_budget", EntityKind.PROXY, Fields.of("user_id", "default_user_id")))
                .isEqualTo(Entity.PROXY);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"hash, alias, hash", "hash, -, hash", "-, alias, alias", "'', alias, alias"})
    void a_key_goes_by_its_hash_and_without_one_by_its_alias(String token, String alias, String id) throws Exception {
        // Given
        EntityFields fields = Fields.of("token", token, "key_alias", alias);

        // Then
        for (String type : List.of("token_budget", "max_budget_alert", "soft_budget", "projected_limit_exceeded")) {
            assertThat(types.subject(type, EntityKind.KEY, fields)).isEqualTo(new Entity(EntityKind.KEY, id));
        }
        assertThat(ids(EntityKind.KEY, fields)).containsExactly(id);
    }

    @Test
    void a_project_goes_by_its_own_id_whichever_key_was_used() throws Exception {
        // Given
        EntityFields one = Fields.of("token", "a", "project_id", "p");
        EntityFields other = Fields.of("token", "b", "project_id", "p");

        // Then
        assertThat(types.subject("project_budget", EntityKind.PROJECT, one))
                .isEqualTo(types.subject("project_budget", EntityKind.PROJECT, other))
                .isEqualTo(new Entity(EntityKind.PROJECT, "p"));
    }

    @ParameterizedTest
    @CsvSource({"a/b,c,a,b/c", "a%2Fb,c,a/b,c", "a%,2Fb,a,%2Fb", "a%25,b,a%,b", "/,/,//,x", "%,/,%/,x", "a%2F,b,a,/b"})
    void members_whose_ids_hold_separators_stay_two(String team, String user, String otherTeam, String otherUser)
            throws Exception {
        // When
        Entity one = types.subject(
                "team_member_budget", EntityKind.TEAM_MEMBER, Fields.of("team_id", team, "user_id", user));
        Entity other = types.subject(
                "team_member_budget", EntityKind.TEAM_MEMBER, Fields.of("team_id", otherTeam, "user_id", otherUser));

        // Then
        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void two_different_members_never_share_an_id() {
        // Given
        Random random = new Random(99);
        Map<Entity, List<String>> members = new HashMap<>();

        for (int i = 0; i < 100_000; i++) {
            // When
            List<String> member = List.of(odd(random), odd(random));
            EntityFields fields = Fields.of("team_id", member.get(0), "user_id", member.get(1));
            List<String> same = members.put(EntityIds.entity(EntityKind.TEAM_MEMBER, fields), member);

            // Then
            assertThat(same == null ? member : same).isEqualTo(member);
        }
        assertThat(members.size()).isGreaterThan(10_000);
    }

    private static String odd(Random random) {
        String characters = "/%25Fa";
        StringBuilder id = new StringBuilder();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            id.append(characters.charAt(random.nextInt(characters.length())));
        }
        return id.toString();
    }

    @Test
    void a_call_concerns_each_of_its_tags_once() {
        // Given
        EntityFields fields = Fields.tagged(List.of("b", "a", "", "b", "a", "A"));

        // Then
        assertThat(ids(EntityKind.TAG, fields)).containsExactly("b", "a", "A");
        assertThat(ids(EntityKind.TAG, Fields.tagged(List.of()))).isEmpty();
        assertThat(ids(EntityKind.TAG, Fields.tagged(List.of("")))).isEmpty();
        assertThat(ids(EntityKind.TAG, Fields.of("tag", "x"))).containsExactly("x");
    }

    @Test
    void a_call_without_an_id_of_a_kind_concerns_none_of_that_kind_but_always_the_proxy() {
        for (EntityKind kind : EntityKind.values()) {
            // Then
            assertThat(ids(kind, EntityFields.NONE)).hasSize(kind == EntityKind.PROXY ? 1 : 0);
        }
    }

    @Test
    void only_keys_and_teams_have_aliases() {
        // Given
        EntityFields fields = Fields.of("key_alias", "k", "team_alias", "t", "user_email", "u", "user_id", "i");

        // Then
        assertThat(EntityIds.alias(EntityKind.KEY, fields)).isEqualTo("k");
        assertThat(EntityIds.alias(EntityKind.TEAM, fields)).isEqualTo("t");
        assertThat(EntityIds.alias(EntityKind.USER, fields)).isNull();
        assertThat(EntityIds.alias(EntityKind.KEY, Fields.of("key_alias", ""))).isNull();
    }
}
