package io.spendbell.delivery.text;

import static io.spendbell.delivery.text.Alerts.NOW;
import static io.spendbell.delivery.text.Alerts.PRODUCTION;
import static io.spendbell.delivery.text.Alerts.fields;
import static io.spendbell.delivery.text.Alerts.handedIn;
import static io.spendbell.delivery.text.Alerts.team;
import static io.spendbell.delivery.text.Alerts.threshold;
import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.Alert;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.Level;
import io.spendbell.event.EntityFields;
import io.spendbell.store.Outbox.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DigestTextTest {
    private static final EntityFields ONE = fields(Map.of("model", "gpt-5", "api_base", "https://one"));
    private static final EntityFields OTHER = fields(Map.of("model", "gpt-5", "api_base", "https://other"));

    @Test
    void a_line_for_each_whom_it_concerns_with_count_level_first_words_and_times() {
        DigestText text = text(
                slow("1", ONE, Level.LOW, "first of one", 0),
                slow("2", OTHER, Level.LOW, "first of the other", 60),
                slow("3", ONE, Level.LOW, "second of one", 3_600));

        assertThat(text.headline()).isEqualTo("🔵 Low: digest of 3 alerts of type llm_too_slow · production");
        assertThat(text.period()).isEqualTo("Mon 23 Nov 2026, 21:58 CET to Mon 23 Nov 2026, 22:58 CET");
        assertThat(text.lines())
                .extracting(DigestText.Line::words)
                .containsExactly(
                        "🔵 Low 2 × model gpt-5 at https://one: first of one"
                                + " (Mon 23 Nov 2026, 21:58 CET to Mon 23 Nov 2026, 22:58 CET)",
                        "🔵 Low 1 × model gpt-5 at https://other: first of the other"
                                + " (Mon 23 Nov 2026, 21:59 CET)");
        assertThat(text.notes()).isEmpty();
    }

    @Test
    void the_highest_level_counts_and_what_it_said_is_said_too() {
        DigestText text = text(
                slow("1", ONE, Level.LOW, "slow", 0),
                slow("2", ONE, Level.HIGH, "very slow", 10),
                slow("3", ONE, Level.MEDIUM, "slower", 5),
                slow("4", OTHER, Level.MEDIUM, "elsewhere", 5));

        assertThat(text.headline()).startsWith("🔴 High: digest of 4 alerts");
        assertThat(text.lines().get(0).words()).startsWith("🔴 High 3 × ").contains(": slow → ", ": very slow (");
        assertThat(text.lines().get(1).level()).isEqualTo(Level.MEDIUM);
    }

    @Test
    void budgets_are_named_one_by_one() {
        DigestText text = text(team("a", "860", threshold("0.85")), team("b", "1010", threshold("1")));

        assertThat(text.lines())
                .singleElement()
                .satisfies(line -> assertThat(line.words())
                        .startsWith("🔴 High 2 × Team Payments ")
                        .contains("$860.00", " → Team Payments ", "$1,010.00"));
    }

    @Test
    void alerts_that_tell_of_nobody_are_told_apart_by_what_they_say() {
        DigestText text = text(
                slow("1", EntityFields.NONE, Level.LOW, "same", 0),
                slow("2", EntityFields.NONE, Level.LOW, "same", 1),
                slow("3", EntityFields.NONE, Level.LOW, "else", 2));

        assertThat(text.lines()).extracting(line -> line.deliveries().size()).containsExactly(2, 1);
    }

    @Test
    void foreign_words_stay_on_their_line_and_a_repeat_is_said() {
        Alert alert = slow("1", EntityFields.NONE, Level.LOW, "two\nlines \u202E" + "x".repeat(5_000), 0);

        DigestText text = DigestText.of(List.of(Alerts.repeat(alert)), PRODUCTION, NOW);

        assertThat(text.headline()).startsWith("🔵 Low: digest of 1 alert of type");
        assertThat(text.lines().get(0).words()).contains("two lines x").hasSizeLessThan(450);
        assertThat(text.notes()).containsExactly("May be a repeat: an earlier posting was not confirmed.");
    }

    private static DigestText text(Alert... alerts) {
        List<Delivery> deliveries = Stream.of(alerts).map(Alerts::delivery).toList();
        return DigestText.of(deliveries, PRODUCTION, NOW.plusSeconds(7_200));
    }

    private static Alert slow(String id, EntityFields fields, Level level, String message, int after) {
        Alert alert = handedIn(id, AlertType.LLM_TOO_SLOW, level, message, fields);
        Instant time = NOW.plusSeconds(after);
        return new Alert(id, alert.type(), level, null, fields, message, null, time, time);
    }
}
