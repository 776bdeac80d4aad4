package io.spendbell.event;

import static io.spendbell.event.EventCorpus.decode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.spendbell.event.ManagementEvent.Action;
import io.spendbell.event.ManagementEvent.Actor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What gateways tell of their own running, read as events. */
class GatewayEventsTest {
    private static Event sample(String name) throws Exception {
        return decode(Files.readAllBytes(Path.of("src/test/resources/events/valid", name + ".json")));
    }

    @Test
    void a_management_event_tells_who_did_what_without_secrets() throws Exception {
        ManagementEvent event = (ManagementEvent) sample("key-created");

        assertThat(event.id()).isEqualTo("m-1");
        assertThat(event.time()).isEqualTo(Instant.parse("2026-09-01T11:59:00Z"));
        assertThat(event.subject()).isEqualTo(EntityKind.KEY);
        assertThat(event.action()).isEqualTo(Action.CREATED);
        assertThat(event.fields().keyAlias()).isEqualTo("billing-bot");
        assertThat(event.actor()).isEqualTo(new Actor("admin-1", "proxy_admin", "ops"));
        assertThat(event.arguments())
                .containsExactly(
                        entry("max_budget", "100.5"),
                        entry("budget_duration", "30d"),
                        entry("models", "(a list)"),
                        entry("metadata", "(an object)"),
                        entry("blocked", "false"),
                        entry("api_key", "(hidden)"));
    }

    @ParameterizedTest
    @CsvSource({
        "key_created, KEY, CREATED",
        "key_updated, KEY, UPDATED",
        "key_deleted, KEY, DELETED",
        "team_created, TEAM, CREATED",
        "team_updated, TEAM, UPDATED",
        "team_deleted, TEAM, DELETED",
        "user_created, USER, CREATED",
        "user_updated, USER, UPDATED",
        "user_deleted, USER, DELETED"
    })
    void each_of_the_nine_names_says_what_was_done_to_what(String name, EntityKind subject, Action action)
            throws Exception {
        ManagementEvent event = (ManagementEvent) decode("{\"actor\":{},\"event\":\"" + name + "\"}");

        assertThat(event.subject()).isEqualTo(subject);
        assertThat(event.action()).isEqualTo(action);
    }

    @Test
    void models_deployments_and_failures_are_read_with_all_that_they_have() throws Exception {
        ModelAddedEvent added = (ModelAddedEvent) sample("model-added");
        assertThat(added.baseModel()).isEqualTo("azure/gpt-5-mini");
        assertThat(added.inputCost()).isEqualTo(new Usd(250));
        assertThat(added.outputCost()).isEqualTo(new Usd(2_000));
        assertThat(((ModelDeprecationEvent) sample("model-deprecation")).date())
                .isEqualTo(LocalDate.parse("2026-09-30"));
        CooldownEvent cooldown = (CooldownEvent) sample("deployment-cooldown");
        assertThat(cooldown.deploymentId()).isEqualTo("dep-01");
        assertThat(cooldown.until()).isEqualTo(Instant.parse("2026-09-01T12:01:00Z"));
        assertThat(cooldown.statusCode()).isEqualTo(429);
        FailureEvent failure = (FailureEvent) sample("db-exception");
        assertThat(failure.what()).isEqualTo(FailureEvent.What.DATABASE);
        assertThat(failure.operation()).isEqualTo("get_data");
        assertThat(failure.error()).isEqualTo("connection to postgres://(hidden)db:5432 refused");
    }

    @Test
    void litellms_webhook_event_of_the_same_name_stays_quiet() throws Exception {
        assertThat(decode("{\"event\":\"key_created\",\"event_group\":\"key\",\"event_message\":\"m\",\"spend\":0}"))
                .isInstanceOf(QuietEvent.class);
        assertThatThrownBy(() -> decode("{\"event\":\"key_created\",\"event_group\":\"key\"}"))
                .hasMessageStartingWith("actor: missing");
    }

    @Test
    void takes_the_last_of_a_member_that_comes_twice() throws Exception {
        ManagementEvent event = (ManagementEvent)
                decode("{\"event\":\"key_deleted\",\"actor\":5,\"actor\":{\"user_id\":5,\"user_id\":\"a\"},"
                        + "\"arguments\":{\"a\":1,\"a\":null,\"b\":2}}");

        assertThat(event.actor()).isEqualTo(new Actor("a", null, null));
        assertThat(event.arguments()).containsExactly(entry("b", "2"));
    }

    @Test
    void reports_a_fault_only_if_the_kind_has_the_member() throws Exception {
        String faults = "\"actor\":5,\"arguments\":[],\"status_code\":\"x\",\"deprecation_date\":5";

        assertThat(decode("{\"event\":\"db_exception\",\"error\":\"e\"," + faults + "}"))
                .isInstanceOf(FailureEvent.class);
        assertThatThrownBy(() -> decode("{\"event\":\"user_created\"," + faults + "}"))
                .hasMessageStartingWith("actor: 5");
        assertThatThrownBy(() -> decode("{\"event\":\"db_exception\",\"error\":\"e\",\"team_id\":5}"))
                .hasMessageStartingWith("team_id: 5");
        assertThatThrownBy(
                        () -> decode("{\"event\":\"db_exception\",\"error\":\"e\",\"time\":\"2026-09-01T13:00:00Z\"}"))
                .hasMessageContaining("5 minutes ahead");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-1234567890abcdef",
                "Bearer abcdefgh.ijkl",
                "88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b",
                "https://hooks.slack.com/services/T0/B0/x",
                "DB_PASSWORD=hunter22",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc"
            })
    void hides_what_looks_like_a_secret_by_its_form(String secret) {
        assertThat(Redaction.of("before " + secret + " after"))
                .startsWith("before ")
                .endsWith(" after")
                .contains(Redaction.HIDDEN)
                .doesNotContain("1234567890", "abcdefgh", "88dc28d0", "services", "hunter22", "eyJ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-5-mini",
                "6f1c1d2e-8a55-4a1c-9d0a-0c9a4d9b11aa",
                "sam@example.com",
                "File /usr/lib/python3/dist_packages/litellm/proxy/utils.py",
                "https://api.openai.com/v1"
            })
    void shows_what_is_no_secret(String text) {
        assertThat(Redaction.of(text)).isEqualTo(text);
    }
}
