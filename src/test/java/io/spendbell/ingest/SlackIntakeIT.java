package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.event.AlertEvent;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Feed;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes over HTTP in the form of Slack messages. */
class SlackIntakeIT extends HttpIngestFixture {
    @Test
    void takes_slack_messages_and_answers_as_slack_does() throws Exception {
        open();
        String text = "Alert type: `llm_exceptions`\\nLevel: `High`\\nTimestamp: `12:00:01`\\n\\nMessage: gpt-5 + 500";
        String form = "payload=%7B%22text%22%3A+%22a+%2B+b%22%7D&x=y";

        HttpResponse<String> response = postTo("/services/T0/B0/X0", "{\"text\":\"" + text + "\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("ok");
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(postTo("/services/anything", form).body()).isEqualTo("ok");
        assertThat(intake.taken)
                .containsExactly(
                        new AlertEvent(null, null, EntityFields.NONE, "llm_exceptions", "High", "gpt-5 + 500"),
                        new AlertEvent(null, null, EntityFields.NONE, "llm_exceptions", "Medium", "a + b"));
        assertThat(events("spendbell.events.accepted")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_slack_message_whose_reading_fails_as_nobody_foresaw_is_refused_alone(boolean overflows) throws Exception {
        start(null, PATIENT, (type, group, fields) -> {
                    if (overflows) {
                        throw new StackOverflowError("on purpose");
                    }
                    throw new IllegalStateException("on purpose");
                })
                .open(intake);
        String message = "Alert type: `budget_alerts`\\nLevel: `High`\\n\\nMessage: Team Budget: Budget Crossed\\n\\n"
                + "*spend:* `81.5`\\n*event_group:* `team`\\n";

        HttpResponse<String> refused = postTo("/services/x", "{\"text\":\"" + message + "\"}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("invalid_payload");
        assertThat(postTo("/services/x", "{\"text\":\"x\"}").body()).isEqualTo("ok");
        assertThat(intake.taken).hasSize(1);
        until(() -> budget.bytesUnderWay() == 0);
    }

    @Test
    void notes_which_of_litellms_feeds_were_heard() throws Exception {
        open();
        assertThat(post(SPEND).statusCode()).isEqualTo(200);
        assertThat(List.of(Feed.values()))
                .allSatisfy(feed -> assertThat(heard.last(feed)).isEqualTo(Instant.MIN));

        Path samples = Path.of("src/test/resources/events/valid");
        post("[" + SPEND + "," + Files.readString(samples.resolve("litellm-call.json")) + "]");
        assertThat(heard.last(Feed.CALLS)).isAfter(Instant.MIN);
        assertThat(heard.last(Feed.WEBHOOKS)).isEqualTo(Instant.MIN);
        post(Files.readString(samples.resolve("litellm-webhook.json")));
        assertThat(heard.last(Feed.WEBHOOKS)).isAfter(Instant.MIN);
        assertThat(heard.last(Feed.MESSAGES)).isEqualTo(Instant.MIN);
        postTo("/services/x", "{\"text\":\"x\"}");
        assertThat(heard.last(Feed.MESSAGES)).isAfter(Instant.MIN);
    }

    @Test
    void refuses_slack_messages_as_slack_does() throws Exception {
        start("s3 cret", PATIENT).open(intake);

        assertThat(postTo("/services/T0/B0/s3%20cret", "{\"text\":\"x\"}").statusCode())
                .isEqualTo(200);
        for (String path : List.of("/services/wrong", "/services/", "/services/s3%20cret/x", "/services/%zz")) {
            StringBuffer heard = new StringBuffer();
            connect(heard).write("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\n{\"text\":\"x\"}");
            until(() -> heard.toString().startsWith("HTTP/1.1 4"));
            assertThat(heard.toString()).doesNotContain("s3 cret");
        }
        assertThat(intake.taken).hasSize(1);
        for (String body : List.of("{}", "{\"text\":\" \"}", "{\"text\":5}")) {
            HttpResponse<String> response = postTo("/services/s3%20cret", body);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).isEqualTo("no_text");
        }
        assertThat(postTo("/services/s3%20cret", "oops").body()).isEqualTo("invalid_payload");
        assertThat(postTo("/services/s3%20cret", " ".repeat(LONGEST + 1)).statusCode())
                .isEqualTo(413);
        assertThat(postTo("/services/wrong", "{\"text\":\"x\"}").body()).isEqualTo("invalid_token");
    }
}
