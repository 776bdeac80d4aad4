package io.spendbell.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackTextTest {

    private static String read(String text) {
        AlertEvent alert = (AlertEvent) SlackText.read(text, EventCorpus.vocabulary());
        return alert.alertType() + " " + alert.level() + " " + alert.message().replace('\n', '~');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "Alert type: `budget_alerts`~Level: `High`~Timestamp: `12:00:01`~~Message: Key Budget: Budget Crossed~"
                        + " Total | budget_alerts High Key Budget: Budget Crossed~ Total",
                "[Num Alerts: 12]~~Alert type: `llm_too_slow`~Level: `Low`~Timestamp: `12:00:01`~~Message: slow       "
                        + "      | llm_too_slow Low 12 times: slow",
                "Alert type: `llm_too_slow` (Digest)~Level: `Low`~Start: `2026-09-01 00:00:00`~End: `2026-09-01"
                        + " 10:00:00`~Count: `7`~~Message: slow | llm_too_slow Low 7 times, from 2026-09-01 00:00:00 to"
                        + " 2026-09-01 10:00:00 (the gateway's clock): slow",
                "Alert type: `daily_reports`~~Time: 1788000000~`a`   | daily_reports Low Time: 1788000000~`a`",
                "Alert type: `new_model_added`*gpt*                  | new_model_added Low *gpt*",
                "Alert type: `outage_alerts`~Level: `High`~Timestamp: `12:00:01`~~Message: ~~~*⚠️ Major Service Outage*~~~"
                        + "*Region Name:* `eu`~*Provider:* `openai`~ | region_outage_alerts High *⚠️ Major Service Outage*~~~"
                        + "*Region Name:* `eu`~*Provider:* `openai`",
                "Alert type: `outage_alerts`~Level: `High`~Timestamp: `12:00:01`~~Message: ~~~*⚠️ Major Service Outage*~~~"
                        + "*Model Name:* `*Region Name:* `~*Provider:* `openai`~ | outage_alerts High *⚠️ Major Service Outage*~~~"
                        + "*Model Name:* `*Region Name:* `~*Provider:* `openai`",
                "Alert type: `budget_alerts`~Level: `Odd`~~Message: x| budget_alerts Medium x",
                "Alert type: `of_tomorrow`~Level: `High`~~Message: x | llm_exceptions High Alert type:"
                        + " `of_tomorrow`~Level: `High`~~Message: x",
                "Alert type: `budget_alerts`~Level: `High`           | budget_alerts High Alert type:"
                        + " `budget_alerts`~Level: `High`",
                "gpt-5 answers 500 since 14:02                       | llm_exceptions Medium gpt-5 answers 500 since"
                        + " 14:02",
                "Level: `Low`~Timestamp: `12:00:01`~~Message: hey    | llm_exceptions Low hey",
                "[Num Alerts: 2]~~Level: `High`~~Message: hey        | llm_exceptions High 2 times: hey",
                "Level: `High`                                       | llm_exceptions Medium Level: `High`",
                "Level: `Odd`~~Message: hey                          | llm_exceptions Medium Level: `Odd`~~Message: hey",
                "Count: `7`~Level: `Low`~hey                         | llm_exceptions Medium Count: `7`~Level: `Low`~hey",
                "[Num Alerts: 3]~~hello                              | llm_exceptions Medium [Num Alerts: 3]~~hello",
            })
    void reads_what_litellm_writes_and_takes_anything_else_as_it_is(String text, String alert) {
        assertThat(read(text.strip().replace('~', '\n'))).isEqualTo(alert);
    }

    @Test
    void a_long_text_is_cut_and_halves_of_pairs_are_replaced() {
        assertThat(((AlertEvent) SlackText.read("\uD83D\uDE00".repeat(50_000), EventCorpus.vocabulary())).message())
                .hasSize(2 * 39_999 + 1)
                .endsWith("…");
        assertThat(read("a\uD83Db")).endsWith("a?b");
    }

    private static String written(String type, String words) {
        String text = "Alert type: `" + type + "`\nLevel: `High`\nTimestamp: `12:00:01`\n\nMessage: " + words;
        return ((AlertEvent) SlackText.read(text, EventCorpus.vocabulary())).message();
    }

    @Test
    void of_a_database_that_failed_the_error_is_told_without_traceback_and_password() {
        assertThat(
                        written(
                                "db_exceptions",
                                "DB read/write call failed: Can't reach postgresql://llm:hunter2@db:5432/litellmTraceback (most"
                                        + " recent call last):\n  File \"/app/litellm/proxy/utils.py\", line 1\n    await self.db()"))
                .isEqualTo("DB read/write call failed: Can't reach postgresql://(hidden)db:5432/litellm"
                        + " (traceback left out)");
    }

    @Test
    void of_spend_that_was_not_tracked_neither_traceback_nor_metadata_are_told() {
        assertThat(written(
                        "failed_tracking_spend",
                        "Failed Tracking Cost for Error in tracking cost callback - no price for gpt-x\n Traceback:Traceback"
                                + " (most recent call last):\n  File \"x.py\"\nValueError\n Args to"
                                + " _PROXY_track_cost_callback\n chosen_metadata: {'user_api_key': 'sk-1234567890'}"))
                .isEqualTo("Failed Tracking Cost for Error in tracking cost callback - no price for gpt-x"
                        + " (traceback left out)");
    }

    @Test
    void of_a_budget_nobodys_addresses_are_told() {
        assertThat(
                        written(
                                "budget_alerts",
                                "Project Budget: Budget Crossed\n Total Budget:`10.0`\n\n*spend:* `12.0`\n*max_budget:* `10.0`\n"
                                        + "*alert_emails:* `['ann@example.com', 'bob@example.com']`\n"
                                        + "*max_budget_alert_emails:* `{'80': ['ann@example.com']}`\n*event_group:* `project`\n"))
                .isEqualTo(
                        "Project Budget: Budget Crossed\n Total Budget:`10.0`\n\n*spend:* `12.0`\n*max_budget:* `10.0`\n"
                                + "*event_group:* `project`");
    }

    @Test
    void of_what_somebody_did_no_secret_among_the_arguments_is_told() {
        assertThat(written(
                        "virtual_key_updated",
                        "*Virtual Key Updated*\n*Action Done by User ID:* `ann`\n*Arguments passed:*\n*data:* `{'key':"
                                + " 'sk-1234567890abcdef', 'metadata': {'password': 'hunter2'}, 'max_budget': 10}`\n"))
                .isEqualTo(
                        "*Virtual Key Updated*\n*Action Done by User ID:* `ann`\n*Arguments passed:*\n*data:* `{'key':"
                                + " '(hidden)', 'metadata': {'(hidden)'}, 'max_budget': 10}`");
        assertThat(read("curl -H 'Authorization: Bearer abcdefgh12345' failed")).doesNotContain("abcdefgh12345");
    }

    private static final String KEY = """
        [Num Alerts: 2]

        Alert type: `budget_alerts`
        Level: `High`
        Timestamp: `19:17:53`

        Message: Key Budget: Total Soft Budget:`5.0`15% or less of budget remaining

        *spend:* `8.7098`
        *max_budget:* `10.0`
        *soft_budget:* `5.0`
        *key_alias:* `key-`alias`
        *event_group:* `key`
        """;

    private static BudgetEvent budget(String text) {
        return (BudgetEvent) SlackText.read(text, EventCorpus.vocabulary());
    }

    @Test
    void a_budget_alert_of_litellm_tells_how_the_budget_stands() {
        BudgetEvent event = budget(KEY);

        assertThat(event.type()).isEqualTo("token_budget");
        assertThat(event.entity()).isEqualTo(new Entity(EntityKind.KEY, "key-`alias"));
        assertThat(event.spend()).hasToString("8.7098");
        assertThat(event.maxBudget()).hasToString("10");
        assertThat(event.softBudget()).hasToString("5");
        assertThat(budget(KEY.replace("Key Budget: Total", "Key Budget: Projected Limit ExceededTotal"))
                        .type())
                .isEqualTo("projected_limit_exceeded");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "team                                          | team_id: team-pay          | team_budget",
                "user                                          | user_id: u-17              | user_budget",
                "organization                                  | organization_id: o         | organization_budget",
                "team_member                                   | team_id: t, user_id: u     | team_member_budget",
                "proxy                                         | user_id: default_user_id   | proxy_budget",
            })
    void each_group_has_its_budget(String group, String ids, String type) {
        assertThat(budget(message(group, ids)).type()).isEqualTo(type);
    }

    private static String message(String group, String ids) {
        String lines = ids.replaceAll("([a-z_]+): ([^,]+)(, )?", "*$1:* `$2`\n");
        return "Alert type: `budget_alerts`\nLevel: `High`\nTimestamp: `1:1:1`\n\nMessage: X Budget: Budget Crossed\n\n"
                + "*spend:* `2e1`\n*max_budget:* `10.0`\n" + lines + "*event_group:* `" + group + "`\n";
    }

    @Test
    void what_does_not_tell_all_that_is_needed_or_something_twice_is_sent_as_it_is() {
        assertThat(read(message("project", "team_id: t"))).startsWith("budget_alerts High X Budget");
        assertThat(read(message("agent", "team_id: t"))).startsWith("budget_alerts High X Budget");
        assertThat(read(message("key", "user_id: u"))).startsWith("budget_alerts High X Budget");
        assertThat(read(message("team", "team_id: t, team_id: t"))).startsWith("budget_alerts High X Budget");
        assertThat(read(message("team", "team_id: t").replace("`2e1`", "`much`")))
                .startsWith("budget_alerts High");
        assertThat(read(message("team", "team_id: t").replace("`2e1`", "`-2`"))).startsWith("budget_alerts High");
        assertThat(read(message("team", "team_id: " + "t".repeat(1_025)))).startsWith("budget_alerts High");
        assertThat(read(message("team", "team_id: t")
                        .replace("Alert type: `budget_alerts`", "Alert type: `db_exceptions`")))
                .startsWith("db_exceptions High");
        assertThat(read(message("team", "team_id: t")
                        .replace("Timestamp: `1:1:1`", "Start: `2026-09-01`\nEnd: `2026-09-02`\nCount: `3`")))
                .startsWith("budget_alerts High 3 times");
    }
}
