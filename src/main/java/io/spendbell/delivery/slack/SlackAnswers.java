package io.spendbell.delivery.slack;

import io.spendbell.delivery.Answer;
import io.spendbell.delivery.HttpAnswers;
import io.spendbell.delivery.HttpPoster.Reply;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/**
 * Reads what an incoming webhook answers. Slack itself says {@code ok}, or a word for what is wrong; see
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors. Other hosts that take the same
 * messages say success by their status alone. A success of Slack's without {@code ok} came from somebody in between: who
 * knows whether Slack has the message.
 */
final class SlackAnswers {
    private static final Set<String> DOWN = Set.of(
            "no_active_hooks",
            "no_service",
            "no_service_id",
            "no_team",
            "team_disabled",
            "invalid_token",
            "channel_not_found",
            "channel_is_archived",
            "action_prohibited",
            "posting_to_general_channel_denied");
    private static final int LONGEST_WORD = 60;

    private SlackAnswers() {}

    static boolean isSlack(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("slack.com")
                || name.endsWith(".slack.com")
                || name.equals("slack-gov.com")
                || name.endsWith(".slack-gov.com");
    }

    static Answer read(Reply reply, boolean isSlack, Instant now) {
        String word = reply.body().strip();
        if (HttpAnswers.isSuccess(reply)) {
            boolean isOk = !isSlack || (reply.status() == 200 && word.equals("ok"));
            return isOk ? new Answer.Accepted() : new Answer.Lost("status " + reply.status() + " without ok");
        }
        if (DOWN.contains(word)) {
            return new Answer.Down(word);
        }
        Answer answer = HttpAnswers.unsuccessful(reply, now);
        return answer instanceof Answer.Refused && isWord(word) ? new Answer.Refused(word) : answer;
    }

    /** Slack's errors are words such as {@code invalid_blocks}; anything else is not repeated to anybody. */
    private static boolean isWord(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_WORD
                && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || c == '_');
    }
}
