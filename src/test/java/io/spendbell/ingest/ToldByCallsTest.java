package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.event.AlertEvent;
import io.spendbell.event.EventVocabulary;
import io.spendbell.event.SlackText;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToldByCallsTest {
    private static final EventVocabulary VOCABULARY =
            new EventVocabulary(BudgetAlertTypes.standard(), AlertType.publicNames());

    private static boolean isLeftOut(String type, String message) {
        String text = "Alert type: `" + type + "`\nLevel: `High`\nTimestamp: `12:00:00`\n\nMessage: " + message;
        return ToldByCalls.includes((AlertEvent) SlackText.read(text, VOCABULARY));
    }

    @ParameterizedTest
    @CsvSource({
        "user_spend_anomalies, User Spend Anomaly Detected: User: `u-17`, true",
        "user_spend_anomalies, something of tomorrow, false",
        "user_spend_thresholds, User Spend Anomaly Detected:, false",
        "failed_tracking_spend, Failed Tracking Cost for PTU, false",
        "failed_tracking_spend, Failed Tracking Cost for Error in tracking cost callback - Cost tracking failed for model=m., true",
        "outage_alerts, *⚠️ Major Service Outage*, true",
        "daily_reports, none of the known words, false",
        "fallback_reports, *Fallback Statistics:*, false",
    })
    void knows_litellms_words_and_nothing_else(String type, String message, boolean leftOut) {
        assertThat(isLeftOut(type, message)).isEqualTo(leftOut);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Key Budget: Budget Crossed~~*spend:* `9.5`~*max_budget:* `9.0`~*event_group:* `key` | true",
                "Key Budget: Budget Crossed~~*spend:* `9.5`~*event_group:* `key` | false",
                "Key Budget: Budget Crossed~~*spend:* `9.5`~*max_budget:* `9.0` | false",
                "Key Budget: Budget Crossed~~*spend:* `9.5`~*max_budget:* `9.0`~*event_group:* `project` | false",
                "Key Budget: Projected Limit Exceeded~~*spend:* `9.5`~*max_budget:* `9.0`~*event_group:* `key` | false",
                "Soft Budget Crossed:~~*spend:* `9.5`~*max_budget:* `9.0`~*event_group:* `key` | false",
            })
    void leaves_out_the_budget_of_a_key_that_is_not_named(String message, boolean leftOut) {
        assertThat(isLeftOut("budget_alerts", message.replace('~', '\n'))).isEqualTo(leftOut);
    }

    @Test
    void leaves_out_nothing_of_any_other_type() {
        String all =
                "LLM API call failed Responses are slow Service Outage Here are today's key metrics Spend Report for"
                        + " User Daily Spend Threshold Crossed: User Spend Anomaly Detected:"
                        + " Failed Tracking Cost for Cost tracking failed for model=";

        Set<String> leftOut = AlertType.publicNames().stream()
                .filter(type -> isLeftOut(type, all))
                .collect(Collectors.toSet());

        assertThat(leftOut)
                .containsExactlyInAnyOrder(
                        "llm_exceptions",
                        "llm_too_slow",
                        "outage_alerts",
                        "daily_reports",
                        "spend_reports",
                        "user_spend_thresholds",
                        "user_spend_anomalies",
                        "failed_tracking_spend");
    }
}
