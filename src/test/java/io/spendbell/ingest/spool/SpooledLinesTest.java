package io.spendbell.ingest.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.alert.AlertType;
import io.spendbell.budget.type.BudgetAlertTypes;
import io.spendbell.event.AlertEvent;
import io.spendbell.event.Event;
import io.spendbell.event.EventVocabulary;
import io.spendbell.event.SpendEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpooledLinesTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final String SPEND = "{\"event\":\"spend\",\"cost\":1,\"team_id\":\"pay\"}";
    private static final String SLACK = "{\"slack_text\":\"m\",\"id\":\"i\",\"time\":\"2026-11-25T11:00:00Z\"}";

    private final SpooledLines lines =
            new SpooledLines(new EventVocabulary(BudgetAlertTypes.standard(), AlertType.publicNames()));
    private final List<String> rejections = new ArrayList<>();

    private List<Event> read(String... batch) {
        return lines.read((String.join("\n", batch) + "\n").getBytes(StandardCharsets.UTF_8), NOW, rejections::add);
    }

    @Test
    void what_was_spooled_is_read_again() {
        byte[] slack = SpooledLines.ofSlack("boom", "i", NOW);
        byte[] events = SpooledLines.ofEvents(List.of(SPEND.getBytes(StandardCharsets.UTF_8)));

        assertThat(lines.read(slack, NOW, rejections::add)).singleElement().isInstanceOf(AlertEvent.class);
        assertThat(lines.read(events, NOW, rejections::add)).singleElement().isInstanceOf(SpendEvent.class);
        assertThat(rejections).isEmpty();
    }

    @Test
    void a_message_that_goes_by_what_it_tells_keeps_its_id() {
        String project = "Alert type: `budget_alerts`\nLevel: `High`\n\nMessage: Project Budget: Budget Crossed\n\n"
                + "*spend:* `81.5`\n*event_group:* `project`\n";

        assertThat(lines.slack(project, "i", NOW).id()).startsWith("litellm:");
        assertThat(lines.slack("boom", "i", NOW).id()).isEqualTo("i");
    }

    @Test
    void a_line_whose_reading_fails_as_nobody_foresaw_is_rejected_alone() {
        SpooledLines failing = new SpooledLines(new EventVocabulary(
                (type, group, fields) -> {
                    throw new IllegalStateException("on purpose");
                },
                AlertType.publicNames()));
        byte[] budget = ("{\"event\":\"budget\",\"type\":\"team_budget\",\"user_info\":{\"event_group\":\"team\","
                        + "\"team_id\":\"t\",\"spend\":1,\"max_budget\":1}}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] batch = SpooledLines.ofEvents(List.of(budget, SPEND.getBytes(StandardCharsets.UTF_8)));

        assertThat(failing.read(batch, NOW, rejections::add)).singleElement().isInstanceOf(SpendEvent.class);
        assertThat(rejections)
                .singleElement()
                .asString()
                .startsWith(
                        "event: could not be read (a fault of Spendbell's own: IllegalStateException at SpooledLines")
                .doesNotContain("on purpose");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "nonsense | line is not one JSON object: it does not begin with {",
                "{\"event\":\"spend\"} | cost: missing (expected: a number)",
                "{\"event\":\"spend\",\"cost\":1 | line is not one JSON object: it ends before the object does",
                "{\"slack_text\":\"m\",\"id\":\"i\" | spooled message: of another shape (expected: slack_text, id and time)",
                "{\"slack_text\":\"m\",\"id\":\"i\"} | spooled message: of another shape (expected: slack_text, id and time)",
                "{\"slack_text\":7,\"id\":\"i\",\"time\":\"2026-11-25T11:00:00Z\"} | spooled message: of another shape (expected: slack_text, id and time)",
                "{\"slack_text\":\"m\",\"id\":7,\"time\":\"2026-11-25T11:00:00Z\"} | spooled message: of another shape (expected: slack_text, id and time)",
                "{\"slack_text\":\"m\",\"id\":\"i\",\"time\":\"noon\"} | spooled message: of another shape (expected: slack_text, id and time)",
            })
    void what_cannot_be_read_any_more_is_rejected_with_its_reason_and_what_is_good_beside_it_is_taken(
            String line, String reason) {
        List<Event> events = read(SPEND, line, SLACK);

        assertThat(rejections).containsExactly(reason);
        assertThat(events).hasSize(2);
    }

    @Test
    void of_whatever_bytes_each_line_is_an_event_or_rejected() {
        Random random = new Random(20261125);
        for (int i = 0; i < 5_000; i++) {
            byte[] line = (random.nextBoolean() ? SPEND : SLACK).getBytes(StandardCharsets.UTF_8);
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                line[random.nextInt(line.length)] = (byte) random.nextInt('\n' + 1, 256);
            }
            rejections.clear();

            List<Event> events = lines.read(SpooledLines.ofEvents(List.of(line)), NOW, rejections::add);

            assertThat(events.size() + rejections.size())
                    .as(new String(line, StandardCharsets.UTF_8))
                    .isOne();
        }
    }
}
