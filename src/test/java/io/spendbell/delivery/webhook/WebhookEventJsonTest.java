package io.spendbell.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Rule;
import io.spendbell.delivery.Message;
import io.spendbell.delivery.text.Alerts;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.store.Outbox.Delivery;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookEventJsonTest {
    private static final AlertWindow UNTIL_DECEMBER = new AlertWindow.Until(Instant.parse("2026-12-01T00:00:00Z"));

    private static String lines(String json) {
        return json.replace(",\"", ",\n\"");
    }

    private static JsonObject json(Alert alert) {
        return new JsonObject(WebhookEventJson.of(alert, null));
    }

    @Test
    void a_configured_budget_has_its_window_and_the_share_that_was_reached() {
        Alert alert = Alerts.team("id-1", "851.25", Alerts.threshold("0.85"));

        assertThat(lines(WebhookEventJson.of(alert, null))).isEqualTo("""
                {"event":"budget_crossed",
                "spend":851.25,
                "max_budget":1000,
                "soft_budget":null,
                "projected_spend":null,
                "projected_exceeded_date":null,
                "threshold":0.85,
                "source":"pay",
                "window_start":"2026-10-31T23:00:00Z",
                "window_end":"2026-11-30T23:00:00Z",
                "budget_reset_at":"2026-11-30T23:00:00Z",
                "event_group":"team",
                "token":null,
                "key_alias":null,
                "user_id":null,
                "user_email":null,
                "team_id":"team-pay",
                "team_alias":"Payments",
                "organization_id":null,
                "project_id":null,
                "customer_id":null,
                "alert_emails":null,
                "max_budget_alert_emails":null,
                "tag":null,
                "model":null,
                "provider":null,
                "event_message":"Team Budget: …",
                "id":"id-1",
                "alert_type":"budget_alerts",
                "level":"Low",
                "occurred_at":"2026-11-23T20:58:00Z"}""");
    }

    @Test
    void a_gateways_projection_has_its_expectation_and_no_threshold() {
        Entity key = new Entity(EntityKind.KEY, Alerts.HASH);
        EntityFields fields =
                Alerts.fields(Map.of("token", Alerts.HASH, "key_alias", "ci", "user_email", "a@b.example"));
        Alert alert = Alerts.budget(
                "id-2",
                key,
                fields,
                Alerts.projected(
                        Alerts.gateway(Rule.PROJECTION, "0.000000001", "100", UNTIL_DECEMBER), "120.5", "2026-11-28"));

        assertThat(lines(WebhookEventJson.of(alert, null))).isEqualTo("""
                {"event":"projected_limit_exceeded",
                "spend":0.000000001,
                "max_budget":100,
                "soft_budget":null,
                "projected_spend":120.5,
                "projected_exceeded_date":"2026-11-28",
                "threshold":null,
                "source":"gateway",
                "window_start":null,
                "window_end":"2026-12-01T00:00:00Z",
                "budget_reset_at":"2026-12-01T00:00:00Z",
                "event_group":"key",
                "token":"88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b",
                "key_alias":"ci",
                "user_id":null,
                "user_email":"a@b.example",
                "team_id":null,
                "team_alias":null,
                "organization_id":null,
                "project_id":null,
                "customer_id":null,
                "alert_emails":null,
                "max_budget_alert_emails":null,
                "tag":null,
                "model":null,
                "provider":null,
                "event_message":"Team Budget: …",
                "id":"id-2",
                "alert_type":"budget_alerts",
                "level":"Medium",
                "occurred_at":"2026-11-23T20:58:00Z"}""");
    }

    @Test
    void a_handed_in_alert_has_its_text_and_no_budget() {
        Alert alert = Alerts.handedIn("id-3", AlertType.LLM_EXCEPTIONS, Level.HIGH, "a \"quoted\"\n<text>");

        JsonObject json = json(alert);

        assertThat(json.getString("event_message")).isEqualTo("a \"quoted\"\n<text>");
        assertThat(json.getString("alert_type")).isEqualTo("llm_exceptions");
        assertThat(json.fieldNames()).contains("spend", "event", "event_group", "source", "threshold");
        assertThat(json.stream().filter(field -> field.getValue() != null).map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("event_message", "id", "alert_type", "level", "occurred_at");
    }

    @Test
    void a_notice_of_spendbells_own_belongs_to_no_group_of_the_gateways() {
        Alert alert = new Alert(
                "id-4",
                AlertType.SPENDBELL_NOTICE,
                Level.HIGH,
                new Entity(EntityKind.DESTINATION, "finops"),
                EntityFields.NONE,
                "Destination finops is down",
                null,
                Alerts.NOW,
                Alerts.NOW);

        assertThat(json(alert).getString("event_group")).isNull();
        assertThat(json(alert).getString("alert_type")).isEqualTo("spendbell_notice");
    }

    @Test
    void a_post_says_that_it_may_be_a_repeat_only_where_it_may_be_one() {
        Delivery first = Alerts.delivery(Alerts.team("id", "1", Rule.SOFT));
        Delivery again = new Delivery(first.id(), first.alert(), 1, true);

        assertThat(posted(first).containsKey("may_be_repeat")).isFalse();
        assertThat(posted(again).getBoolean("may_be_repeat")).isTrue();
        assertThat(posted(again).getString("id")).isEqualTo("id");
    }

    @Test
    void the_deployments_name_is_told_where_it_has_one() {
        Alert alert = Alerts.team("id", "1", Rule.SOFT);
        Message post = new WebhookRenderer("eu-staging")
                .pack(List.of(Alerts.delivery(alert)), Alerts.NOW)
                .get(0);

        assertThat(new JsonObject(post.body()).getString("environment")).isEqualTo("eu-staging");
        assertThat(WebhookEventJson.of(alert, "eu-staging")).isEqualTo(post.body());
        assertThat(json(alert).containsKey("environment")).isFalse();
    }

    private static JsonObject posted(Delivery delivery) {
        return new JsonObject(new WebhookRenderer(null)
                .pack(List.of(delivery), Alerts.NOW)
                .get(0)
                .body());
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 1000",
        "4000000000, 4000000000",
        "0, 0",
        "0.000000001, 0.000000001",
        "12.50, 12.5",
        "-3.10, -3.1",
        "9223372036.854775807, 9223372036.854775807"
    })
    void money_is_a_plain_decimal_number(String dollars, String written) {
        Alert alert = Alerts.team("id", dollars, Rule.SOFT);

        assertThat(WebhookEventJson.of(alert, null)).contains("\"spend\":" + written + ",");
    }

    /** CallInfo of litellm-behaviour.md, section 2.4, with what WebhookEvent adds. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "spend",
                "max_budget",
                "soft_budget",
                "token",
                "customer_id",
                "user_id",
                "team_id",
                "team_alias",
                "organization_id",
                "user_email",
                "key_alias",
                "projected_exceeded_date",
                "projected_spend",
                "event_group",
                "alert_emails",
                "max_budget_alert_emails",
                "budget_reset_at",
                "event",
                "event_message"
            })
    void every_field_of_litellms_event_is_there_even_where_it_does_not_apply(String field) {
        assertThat(json(Alerts.handedIn("id", AlertType.SPEND_REPORTS, Level.LOW, "text"))
                        .containsKey(field))
                .isTrue();
        assertThat(json(Alerts.team("id", "1", Alerts.threshold("1"))).containsKey(field))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = EntityKind.class,
            names = {"KEY", "USER", "TEAM", "ORGANIZATION", "PROJECT", "CUSTOMER", "TAG", "MODEL", "PROVIDER"})
    void whom_it_concerns_stands_in_the_field_of_its_kind_whatever_the_raising_event_said(EntityKind kind) {
        // Given
        Map<String, String> said = new HashMap<>();
        EntityFields.NAMES.forEach(name -> said.put(name, "said " + name));
        String field = kind == EntityKind.KEY
                ? "token"
                : kind == EntityKind.CUSTOMER
                        ? "customer_id"
                        : kind.wireName()
                                + (kind == EntityKind.TAG || kind == EntityKind.MODEL || kind == EntityKind.PROVIDER
                                        ? ""
                                        : "_id");

        // When
        JsonObject json = json(Alerts.budget(
                "id",
                new Entity(kind, "matched"),
                Alerts.fields(said),
                Alerts.facts("pay", Rule.SOFT, "1", "2", null, Alerts.NOVEMBER)));

        // Then
        assertThat(json.getString(field)).isEqualTo("matched");
        assertThat(json.getString("user_email")).isEqualTo("said user_email");
        assertThat(json.getString("event_group")).isEqualTo(kind.wireName());
    }

    @Test
    void a_key_that_is_known_by_its_alias_alone_keeps_it() {
        JsonObject json = json(Alerts.budget(
                "id",
                new Entity(EntityKind.KEY, "ci"),
                Alerts.fields(Map.of("key_alias", "ci")),
                Alerts.gateway(Alerts.threshold("1"), "1", "1", AlertWindow.ROLLING)));

        assertThat(json.getString("key_alias")).isEqualTo("ci");
        assertThat(json.getString("token")).isNull();
        assertThat(json.getValue("threshold")).isEqualTo(1);
    }
}
