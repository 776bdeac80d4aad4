package io.spendbell.delivery.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.delivery.Answer;
import io.spendbell.delivery.HttpPoster.Reply;
import io.spendbell.simulator.SlackError;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlackAnswersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T21:00:00Z");

    private static Answer slack(int status, String body) {
        return SlackAnswers.read(new Reply(status, null, body), true, NOW);
    }

    private static Answer other(int status, String body) {
        return SlackAnswers.read(new Reply(status, null, body), false, NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "200, ok, accepted, accepted",
        "200, 'ok\n', accepted, accepted",
        "200, '', lost, accepted",
        "200, <html>, lost, accepted",
        "201, ok, lost, accepted",
        "204, '', lost, accepted",
        "302, '', failed, failed",
        "400, invalid_payload, refused, refused",
        "400, invalid_blocks, refused, refused",
        "400, no_text, refused, refused",
        "400, no_active_hooks, down, down",
        "400, <html>, refused, refused",
        "401, '', down, down",
        "403, action_prohibited, down, down",
        "403, anything, down, down",
        "404, no_service, down, down",
        "404, <html>, down, down",
        "405, '', down, down",
        "408, '', failed, failed",
        "410, channel_is_archived, down, down",
        "413, '', refused, refused",
        "422, '', refused, refused",
        "429, rate_limited, failed, failed",
        "500, rollup_error, failed, failed",
        "502, '', lost, lost",
        "503, '', failed, failed",
        "504, '', lost, lost"
    })
    void status_and_word_say_what_is_to_be_done(int status, String body, String atSlack, String elsewhere) {
        assertThat(slack(status, body).label()).isEqualTo(atSlack);
        assertThat(other(status, body).label()).isEqualTo(elsewhere);
    }

    @ParameterizedTest
    @EnumSource(SlackError.class)
    void each_of_slacks_own_errors_parks_a_message_or_takes_the_destination_down(SlackError error) {
        Answer answer = slack(error.status(), error.word());

        if (error == SlackError.ROLLUP_ERROR) {
            assertThat(answer).isInstanceOf(Answer.Failed.class);
        } else if (error.status() == 400) {
            assertThat(answer).isEqualTo(new Answer.Refused(error.word()));
        } else {
            assertThat(answer).isEqualTo(new Answer.Down(error.word()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void a_wait_is_until_the_time_that_it_names(int status) {
        assertThat(SlackAnswers.read(new Reply(status, "30", "rate_limited"), true, NOW))
                .isEqualTo(new Answer.Later(NOW.plusSeconds(30), "status " + status));
        assertThat(SlackAnswers.read(new Reply(status, "0", "rate_limited"), true, NOW))
                .isInstanceOf(Answer.Failed.class);
        assertThat(SlackAnswers.read(new Reply(500, "30", ""), true, NOW)).isInstanceOf(Answer.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<b>token xoxb-1</b>", "Invalid", "token=secret", "a b"})
    void what_is_not_a_word_of_slacks_is_not_repeated(String body) {
        assertThat(slack(400, body).reason()).isEqualTo("status 400");
        assertThat(slack(404, body).reason()).isEqualTo("status 404");
        assertThat(slack(200, body).reason()).isEqualTo("status 200 without ok");
    }

    @Test
    void a_word_without_end_is_not_repeated() {
        assertThat(slack(400, "a".repeat(61)).reason()).isEqualTo("status 400");
        assertThat(slack(400, "a".repeat(60)).reason()).hasSize(60);
    }

    @ParameterizedTest
    @CsvSource({
        "hooks.slack.com, true",
        "HOOKS.SLACK.COM, true",
        "slack.com, true",
        "hooks.slack-gov.com, true",
        "slack-gov.com, true",
        "notslack.com, false",
        "slack.com.evil.net, false",
        "127.0.0.1, false",
        "mattermost.example.com, false"
    })
    void slacks_hosts_are_known_by_their_domain(String host, boolean isSlack) {
        assertThat(SlackAnswers.isSlack(host)).isEqualTo(isSlack);
    }
}
