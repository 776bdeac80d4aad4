package io.spendbell.delivery.text;

import static io.spendbell.delivery.text.Alerts.BERLIN;
import static io.spendbell.delivery.text.Alerts.HASH;
import static io.spendbell.delivery.text.Alerts.NOVEMBER;
import static io.spendbell.delivery.text.Alerts.NOW;
import static io.spendbell.delivery.text.Alerts.PAYMENTS;
import static io.spendbell.delivery.text.Alerts.PLAIN;
import static io.spendbell.delivery.text.Alerts.PRODUCTION;
import static io.spendbell.delivery.text.Alerts.TEAM;
import static io.spendbell.delivery.text.Alerts.budget;
import static io.spendbell.delivery.text.Alerts.delivery;
import static io.spendbell.delivery.text.Alerts.facts;
import static io.spendbell.delivery.text.Alerts.fields;
import static io.spendbell.delivery.text.Alerts.gateway;
import static io.spendbell.delivery.text.Alerts.handedIn;
import static io.spendbell.delivery.text.Alerts.passed;
import static io.spendbell.delivery.text.Alerts.projected;
import static io.spendbell.delivery.text.Alerts.repeat;
import static io.spendbell.delivery.text.Alerts.team;
import static io.spendbell.delivery.text.Alerts.threshold;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Rule;
import io.spendbell.delivery.Presentation;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.EntityKind;
import io.spendbell.store.Posting;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlertTextTest {
    private static final AlertWindow UNTIL_DECEMBER = new AlertWindow.Until(Instant.parse("2026-11-30T23:00:00Z"));

    @Test
    void a_crossed_budget_is_told_with_all_that_matters() {
        Alert alert = budget(
                "a1",
                TEAM,
                PAYMENTS,
                passed(
                        facts("pay", threshold("1"), "1012.4", "1000", "800", NOVEMBER),
                        threshold("0.855"),
                        threshold("0.95"),
                        Rule.SOFT));
        assertThat(plain(alert)).isEqualTo("""
                        🔴 High: Team Payments is over its budget
                        ██████████ $1,012.40 of $1,000.00 · 101.2% used · over by $12.40
                        Team: Payments (team-pay)
                        Window: ends Tue 1 Dec 2026, 00:00 CET (in 7 days 2 h)
                        Soft budget: $800.00, passed
                        Passed on the way: 85.5%, 95%, soft budget
                        Counted by: Spendbell, budget pay
                        production · budget_alerts · id a1""");
    }

    @Test
    void a_keys_threshold_names_the_alias_and_only_the_beginning_of_the_hash() {
        EntityFields caller = fields(Map.of(
                "token",
                HASH,
                "key_alias",
                "billing-bot",
                "user_id",
                "u-17",
                "user_email",
                "sam@example.com",
                "model",
                "gpt-5-mini"));
        Alert alert = budget(
                "a2",
                new Entity(EntityKind.KEY, HASH),
                caller,
                gateway(threshold("0.85"), "86.4205", "100", UNTIL_DECEMBER));
        assertThat(plain(alert)).isEqualTo("""
                        🔵 Low: Key billing-bot has reached 85% of its budget
                        ████████░░ $86.42 of $100.00 · 86.4% used · $13.58 (13.6%) left
                        Key: billing-bot (88dc28d0…)
                        Window: ends Tue 1 Dec 2026, 00:00 CET (in 7 days 2 h)
                        Counted by: the gateway
                        Raised by: user sam@example.com, model gpt-5-mini
                        production · budget_alerts · id a2""");
    }

    @Test
    void a_soft_budget_is_called_one_and_the_hard_one_is_shown_beside_it() {
        Alert alert = budget("a3", TEAM, PAYMENTS, facts("pay", Rule.SOFT, "812", "1000", "800", NOVEMBER));
        assertThat(plain(alert)).startsWith("""
                        🟠 Medium: Team Payments is over its soft budget
                        ██████████ $812.00 of the $800.00 soft budget · 101.5% used · over by $12.00
                        Team: Payments (team-pay)
                        Window: ends Tue 1 Dec 2026, 00:00 CET (in 7 days 2 h)
                        Hard budget: $1,000.00 · 81.2% used · $188.00 (18.8%) left
                        """);
    }

    @Test
    void a_projection_says_how_much_and_when() {
        Alert alert = budget(
                "a4",
                TEAM,
                PAYMENTS,
                projected(facts("pay", Rule.PROJECTION, "812.4", "1000", null, NOVEMBER), "1089.55", null));
        assertThat(plain(alert)).startsWith("""
                        🟠 Medium: Team Payments is on course to exceed its budget
                        ████████░░ $812.40 of $1,000.00 · 81.2% used · $187.60 (18.8%) left
                        Team: Payments (team-pay)
                        Window: ends Tue 1 Dec 2026, 00:00 CET (in 7 days 2 h)
                        Expected: about $1,090 by the window's end (108.9% of the budget)
                        Used up by: about Sun 29 Nov 2026, 04:57 CET at this pace
                        """);
    }

    @Test
    void a_gateways_projection_is_passed_on_in_its_own_words() {
        Alert alert = budget(
                "a5",
                TEAM,
                PAYMENTS,
                projected(gateway(Rule.PROJECTION, "80", "100", UNTIL_DECEMBER), "120", "2026-11-\n28"));
        assertThat(plain(alert))
                .contains("\nExpected: about $120 by the window's end (120% of the budget)\n")
                .contains("\nUsed up by: 2026-11- 28, as the gateway expects\n");
    }

    @Test
    void a_team_member_is_named_with_the_team() {
        EntityFields member = fields(Map.of(
                "team_id", "team-pay", "team_alias", "Payments", "user_id", "u-17", "user_email", "sam@example.com"));
        Alert alert = budget(
                "a6",
                Entity.teamMember("team-pay", "u-17"),
                member,
                facts("m", threshold("1"), "0.0042", "0.004", null, AlertWindow.FOREVER));
        assertThat(plain(alert)).startsWith("""
                        🔴 High: User sam@example.com in team Payments is over its budget
                        ██████████ $0.0042 of $0.004 · 105% used · over by $0.0002
                        Team member: sam@example.com (u-17) in team Payments (team-pay)
                        Window: this budget never resets
                        """);
    }

    @Test
    void a_team_member_without_fields_is_read_from_the_id() {
        Alert alert = budget(
                "a6",
                Entity.teamMember("a/b", "c%d"),
                EntityFields.NONE,
                facts("m", threshold("1"), "1", "1", null, AlertWindow.ROLLING));
        assertThat(plain(alert))
                .contains("User c%d in team a/b has used up its budget\n")
                .contains("Window: its reset date is not known\n");
    }

    @Test
    void a_handed_in_alert_is_its_type_and_its_text() {
        Alert alert = handedIn(
                "a7",
                AlertType.LLM_TOO_SLOW,
                Level.LOW,
                "Responses are slow\n\nRequest Model: `gpt-5`",
                fields(Map.of("key_alias", "bot", "model", "gpt-5")));
        assertThat(plain(alert)).isEqualTo("""
                        🔵 Low: Slow LLM responses
                        Responses are slow Request Model: `gpt-5`
                        Concerns: key bot, model gpt-5
                        production · llm_too_slow · id a7""");
    }

    @Test
    void a_notice_names_what_it_is_about() {
        Alert notice = new Alert(
                "a8",
                AlertType.SPENDBELL_NOTICE,
                Level.HIGH,
                new Entity(EntityKind.DESTINATION, "finops"),
                EntityFields.NONE,
                "finops does not take alerts: no_service",
                null,
                NOW,
                NOW);
        assertThat(plain(notice)).isEqualTo("""
                        🔴 High: Notice from Spendbell: Destination finops
                        finops does not take alerts: no_service
                        Destination: finops
                        production · spendbell_notice · id a8""");
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 600, has reached 50% of its budget",
        "0.855, 855, has reached 85.5% of its budget",
        "1, 1000, has used up its budget",
        "1, 1000.01, is over its budget",
        "1.5, 1501, has reached 150% of its budget"
    })
    void the_headline_says_which_threshold_it_was(String share, String spend, String words) {
        assertThat(text(team("a", spend, threshold(share))).headline()).isEqualTo("Team Payments " + words);
    }

    @ParameterizedTest
    @CsvSource({
        "0, ░░░░░░░░░░",
        "99.9, ░░░░░░░░░░",
        "100, █░░░░░░░░░",
        "999.99, █████████░",
        "1000, ██████████",
        "5000, ██████████",
        "-10, ░░░░░░░░░░"
    })
    void the_bar_has_a_full_cell_for_each_tenth(String spend, String bar) {
        assertThat(text(team("a", spend, threshold("0.5"))).bar()).isEqualTo(bar);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", textBlock = """
                    0       | $0.00 of $1,000.00 · 0% used · $1,000.00 (100%) left
                    0.14    | $0.14 of $1,000.00 · less than 0.1% used · $999.86 (more than 99.9%) left
                    873.45  | $873.45 of $1,000.00 · 87.3% used · $126.55 (12.7%) left
                    999.999 | $999.999 of $1,000.00 · 99.9% used · $0.001 (0.1%) left
                    1000    | $1,000.00 of $1,000.00 · 100% used · nothing left
                    1000.40 | $1,000.40 of $1,000.00 · 100% used · over by $0.40
                    -20     | -$20.00 of $1,000.00 · -2% used · $1,020.00 (102%) left
                    """)
    void both_what_is_used_and_what_is_left_are_said(String spend, String words) {
        assertThat(text(team("a", spend, threshold("0.5"))).standing()).isEqualTo(words);
    }

    @Test
    void a_budget_of_nothing_has_no_share() {
        AlertText text = text(budget("a", TEAM, PAYMENTS, facts("p", threshold("1"), "0.01", "0", null, NOVEMBER)));
        assertThat(text.bar()).isNull();
        assertThat(text.standing()).isEqualTo("$0.01 of $0.00 · over by $0.01");
    }

    @ParameterizedTest
    @EnumSource(EntityKind.class)
    void every_kind_of_entity_has_a_name_and_never_a_whole_hash(EntityKind kind) {
        AlertText text = text(budget(
                "a",
                new Entity(kind, HASH),
                fields(Map.of("token", HASH, "user_id", HASH, "team_id", HASH)),
                facts("p", threshold("1"), "1", "1", null, NOVEMBER)));
        assertThat(text.plain()).doesNotContain(HASH);
        assertThat(text.headline()).matches("[A-Z].*");
    }

    @Test
    void a_key_that_was_sent_as_it_is_shows_its_end_only() {
        AlertText text = text(budget(
                "a",
                new Entity(EntityKind.KEY, "sk-1234567890abcdef"),
                EntityFields.NONE,
                facts("p", threshold("1"), "1", "1", null, NOVEMBER)));
        assertThat(text.headline()).isEqualTo("Key sk-…cdef has used up its budget");
        assertThat(text.plain()).doesNotContain("1234567890");
    }

    @Test
    void those_beyond_the_bound_of_a_glob_are_all_others_together() {
        AlertText text = text(budget(
                "a",
                new Entity(EntityKind.USER, Posting.OTHER),
                EntityFields.NONE,
                facts("p", threshold("1"), "1", "1", null, NOVEMBER)));
        assertThat(text.headline()).isEqualTo("The sum of all other users has used up its budget");
    }

    @Test
    void what_is_posted_more_than_a_minute_late_says_when_it_happened() {
        Alert alert = team("a", "1000", threshold("1"));
        assertThat(AlertText.of(delivery(alert), PRODUCTION, NOW.plusSeconds(60))
                        .notes())
                .isEmpty();
        assertThat(AlertText.of(delivery(alert), PRODUCTION, NOW.plusSeconds(61))
                        .notes())
                .containsExactly("Happened Mon 23 Nov 2026, 21:58 CET, 1 min ago.");
    }

    @Test
    void what_may_be_a_repeat_says_so() {
        assertThat(AlertText.of(repeat(team("a", "1000", threshold("1"))), PRODUCTION, NOW)
                        .plain())
                .contains("\nMay be a repeat: an earlier posting was not confirmed.\n");
    }

    @Test
    void a_window_that_is_over_says_since_when() {
        assertThat(AlertText.of(delivery(team("a", "1", threshold("1"))), PLAIN, Instant.parse("2026-12-01T02:00:00Z"))
                        .facts())
                .contains(new Fact("Window", "ended Tue 1 Dec 2026, 00:00 CET (3 h ago)"));
    }

    @Test
    void the_gateways_address_is_shown_where_it_is_known() {
        Presentation presentation = new Presentation("prod", null, "https://gateway.example.com", BERLIN);

        assertThat(AlertText.of(delivery(team("a", "1", threshold("1"))), presentation, NOW)
                        .footer())
                .isEqualTo("prod · budget_alerts · proxy https://gateway.example.com");
    }

    @Test
    void without_an_environment_none_is_shown() {
        assertThat(AlertText.of(delivery(team("a", "1", threshold("1"))), PLAIN, NOW)
                        .footer())
                .isEqualTo("budget_alerts");
        assertThat(AlertText.environment(new Presentation("pro\nduction", null, BERLIN)))
                .isEqualTo("pro duction");
    }

    @Test
    void names_without_a_visible_letter_are_called_unnamed() {
        AlertText text = text(budget(
                "a",
                new Entity(EntityKind.TAG, "\u200B\u202E"),
                EntityFields.NONE,
                facts("p", threshold("1"), "1", "1", null, NOVEMBER)));
        assertThat(text.headline()).isEqualTo("Tag (unnamed) has used up its budget");
    }

    private static AlertText text(Alert alert) {
        return AlertText.of(delivery(alert), PRODUCTION, NOW);
    }

    private static String plain(Alert alert) {
        return text(alert).plain();
    }
}
