package io.spendbell.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackTextTest {

    private static String read(String text) {
        AlertEvent alert = SlackText.read(text, EventCorpus.vocabulary());
        return alert.alertType() + " " + alert.level() + " " + alert.message().replace('\n', '~');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "Alert type: `budget_alerts`~Level: `High`~Timestamp: `12:00:01`~~Message: Key Budget: Budget Crossed~ Total | budget_alerts High Key Budget: Budget Crossed~ Total",
                "[Num Alerts: 12]~~Alert type: `llm_too_slow`~Level: `Low`~Timestamp: `12:00:01`~~Message: slow             | llm_too_slow Low 12 times: slow",
                "Alert type: `llm_too_slow` (Digest)~Level: `Low`~Start: `2026-09-01 00:00:00`~End: `2026-09-01 10:00:00`~Count: `7`~~Message: slow | llm_too_slow Low 7 times, from 2026-09-01 00:00:00 to 2026-09-01 10:00:00: slow",
                "Alert type: `daily_reports`~~Time: 1788000000~`a`   | daily_reports Low Time: 1788000000~`a`",
                "Alert type: `new_model_added`*gpt*                  | new_model_added Low *gpt*",
                "Alert type: `budget_alerts`~Level: `Odd`~~Message: x| budget_alerts Medium x",
                "Alert type: `of_tomorrow`~Level: `High`~~Message: x | llm_exceptions High Alert type: `of_tomorrow`~Level: `High`~~Message: x",
                "Alert type: `budget_alerts`~Level: `High`           | budget_alerts High Alert type: `budget_alerts`~Level: `High`",
                "gpt-5 answers 500 since 14:02                       | llm_exceptions Medium gpt-5 answers 500 since 14:02",
                "[Num Alerts: 3]~~hello                              | llm_exceptions Medium [Num Alerts: 3]~~hello",
            })
    void reads_what_litellm_writes_and_takes_anything_else_as_it_is(String text, String alert) {
        assertThat(read(text.strip().replace('~', '\n'))).isEqualTo(alert);
    }

    @Test
    void a_long_text_is_cut_and_halves_of_pairs_are_replaced() {
        assertThat(SlackText.read("\uD83D\uDE00".repeat(50_000), EventCorpus.vocabulary())
                        .message())
                .hasSize(2 * 39_999 + 1)
                .endsWith("…");
        assertThat(read("a\uD83Db")).endsWith("a?b");
    }
}
