package io.spendbell.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.spendbell.event.GatewayEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayAlertsTest {
    private static final Instant NOW = Instant.parse("2026-09-01T12:00:00Z");
    private static final GatewayAlerts ALERTS = new GatewayAlerts(ZoneId.of("Europe/Berlin"));

    private static @Nullable TrafficFinding judge(String members) throws Exception {
        byte[] json = ("{" + members.replace('\'', '"') + "}").getBytes(StandardCharsets.UTF_8);
        EventDecoder decoder = new EventDecoder(new EventVocabulary(BudgetAlertTypes.standard(), Set.of()));
        return ALERTS.judge((GatewayEvent) decoder.decode(json, 0, json.length, NOW), NOW);
    }

    private static TrafficFinding found(String members) throws Exception {
        return Objects.requireNonNull(judge(members));
    }

    @ParameterizedTest
    @CsvSource({
        "key_created, NEW_VIRTUAL_KEY_CREATED, A key was created by user a.",
        "key_updated, VIRTUAL_KEY_UPDATED, A key was updated by user a.",
        "key_deleted, VIRTUAL_KEY_DELETED, A key was deleted by user a.",
        "team_created, NEW_TEAM_CREATED, Team t was created by user a.",
        "team_updated, TEAM_UPDATED, Team t was updated by user a.",
        "team_deleted, TEAM_DELETED, Team t was deleted by user a.",
        "user_created, NEW_INTERNAL_USER_CREATED, User u was created by user a.",
        "user_updated, INTERNAL_USER_UPDATED, User u was updated by user a.",
        "user_deleted, INTERNAL_USER_DELETED, User u was deleted by user a."
    })
    void each_management_event_is_an_alert_of_its_own_type(String name, AlertType type, String message)
            throws Exception {
        TrafficFinding finding = found("'event':'" + name + "','team_id':'t','user_id':'u','actor':{'user_id':'a'}");

        assertThat(finding.type()).isEqualTo(type);
        assertThat(finding.level()).isEqualTo(Level.HIGH);
        assertThat(finding.key()).isNull();
        assertThat(finding.message()).isEqualTo(message);
    }

    @Test
    void tells_who_it_was_and_what_was_asked_for() throws Exception {
        TrafficFinding finding = found(
                "'event':'key_created','token':'88dc','key_alias':'bot','actor':{'user_id':'admin-1',"
                        + "'user_role':'proxy_admin','key_alias':'ops'},'arguments':{'max_budget':100,'token':'x','team_id':null}");

        assertThat(finding.message())
                .isEqualTo("Key bot was created by user admin-1 (proxy_admin) with key ops."
                        + " Arguments: max_budget: 100, token: (hidden).");
        assertThat(String.valueOf(finding.entity())).isEqualTo("key:88dc");
        assertThat(found("'event':'team_deleted','arguments':{}").message())
                .isEqualTo("A team was deleted by somebody whom the gateway did not name.");
        assertThat(found("'event':'team_deleted','arguments':{}").entity()).isNull();
    }

    @Test
    void tells_no_more_arguments_than_a_message_holds_and_how_many_are_left_out() throws Exception {
        StringBuilder arguments = new StringBuilder("'a0':0");
        for (int i = 1; i < 60; i++) {
            arguments
                    .append(",'a")
                    .append(i)
                    .append("':'")
                    .append("x ".repeat(400))
                    .append("'");
        }

        String message =
                found("'event':'user_updated','arguments':{" + arguments + "}").message();

        assertThat(message.length()).isBetween(1_500, 2_800);
        assertThat(message).endsWith("…, and 50 more.");
    }

    @Test
    void a_new_model_is_told_with_what_a_million_tokens_cost() throws Exception {
        TrafficFinding finding = found("'event':'model_added','model':'m','base_model':'azure/m',"
                + "'input_cost_per_token':2.5e-7,'output_cost_per_token':0.000002");

        assertThat(finding.type()).isEqualTo(AlertType.NEW_MODEL_ADDED);
        assertThat(finding.level()).isEqualTo(Level.LOW);
        assertThat(finding.message())
                .isEqualTo("The gateway now serves model m, which is azure/m."
                        + " It costs $0.25 per million tokens of input and $2.00 per million tokens of output.");
        assertThat(found("'event':'model_added','model':'m'").message()).isEqualTo("The gateway now serves model m.");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-08-31, HIGH, was deprecated on 2026-08-31: calls to it may fail, deprecated",
        "2026-09-01, MEDIUM, 'will be deprecated on 2026-09-01, which is today', imminent",
        "2026-09-02, MEDIUM, 'will be deprecated on 2026-09-02, in 1 day', imminent",
        "2026-10-01, MEDIUM, 'will be deprecated on 2026-10-01, in 30 days', imminent"
    })
    void a_deprecation_is_told_once_ahead_and_once_when_it_has_come(
            String date, Level level, String message, String occasion) throws Exception {
        TrafficFinding finding = found("'event':'model_deprecation','model':'m','deprecation_date':'" + date + "'");

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.message()).isEqualTo("Model m " + message + ". Move what uses it to another model.");
        assertThat(Objects.requireNonNull(finding.key()).canonical())
                .isEqualTo("model_deprecation_warnings|model|1:m|7:gateway|notice:" + occasion + ":" + date
                        + "|0|forever");
    }

    @Test
    void a_deprecation_of_more_than_thirty_days_ahead_waits() throws Exception {
        assertThat(judge("'event':'model_deprecation','model':'m','deprecation_date':'2026-10-02'"))
                .isNull();
    }

    @Test
    void a_cooldown_is_told_once_a_deployment_with_its_end_in_the_configured_zone() throws Exception {
        TrafficFinding finding = found("'event':'deployment_cooldown','deployment_id':'d','model':'m',"
                + "'cooldown_until':'2026-09-01T12:01:05Z','status_code':429,'error':'slow down'");

        assertThat(finding.level()).isEqualTo(Level.MEDIUM);
        assertThat(finding.message())
                .isEqualTo("The gateway sends no calls to this deployment of m until Tue 1 Sep 2026, 14:01:05 CEST,"
                        + " because calls to it failed with status 429: slow down");
        assertThat(Objects.requireNonNull(finding.key()).canonical())
                .isEqualTo("cooldown_deployment|deployment|1:d|7:gateway|notice:cooldown|0|rolling");
        assertThat(found("'event':'deployment_cooldown','deployment_id':'d'").message())
                .isEqualTo("The gateway sends no calls to this deployment of a model for a while,"
                        + " because calls to it failed.");
    }

    @Test
    void each_failure_of_the_database_is_told_and_a_models_untracked_spend_once() throws Exception {
        TrafficFinding database = found("'event':'db_exception','operation':'get_data','error':'refused'");
        assertThat(database.type()).isEqualTo(AlertType.DB_EXCEPTIONS);
        assertThat(database.level()).isEqualTo(Level.HIGH);
        assertThat(database.key()).isNull();
        assertThat(database.message()).isEqualTo("The gateway's database failed (get_data): refused");

        TrafficFinding tracking = found("'event':'spend_tracking_failed','model':'m','error':'no price'");
        assertThat(tracking.level()).isEqualTo(Level.HIGH);
        assertThat(tracking.message())
                .isEqualTo("The gateway could not track what calls of m cost, so budgets may lack it: no price");
        assertThat(Objects.requireNonNull(tracking.key()).canonical())
                .isEqualTo("failed_tracking_spend|model|1:m|7:gateway|notice:cost_unknown|0|rolling");
    }

    @Test
    void a_long_error_is_told_by_its_beginning() throws Exception {
        String message = found("'event':'db_exception','error':'" + "no ".repeat(10_000) + "'")
                .message();

        assertThat(message.length()).isLessThan(1_100);
        assertThat(message).endsWith("…");
    }
}
