package io.spendbell.simulator;

import java.util.Locale;

/**
 * What an incoming webhook answers when it does not take a message: a status and a short word as the body.
 *
 * <p>Words: <a href="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks">Sending messages using
 * incoming webhooks, “Handling errors”</a>. Statuses: <a
 * href="https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks">Improving error conditions for
 * incoming webhooks</a>; of words that are not on that page the status is that of their kind.
 */
public enum SlackError {
    INVALID_PAYLOAD(400),
    NO_TEXT(400),
    USER_NOT_FOUND(400),
    TOO_MANY_ATTACHMENTS(400),
    /** A block breaks a rule of the Block Kit reference. */
    INVALID_BLOCKS(400),
    /** {@code blocks} is not an array of objects. */
    INVALID_BLOCKS_FORMAT(400),
    /** The blocks' texts are too long together: see {@link SlackRules#ALL_TEXTS}. */
    MSG_BLOCKS_TOO_LONG(400),
    ACTION_PROHIBITED(403),
    POSTING_TO_GENERAL_CHANNEL_DENIED(403),
    INVALID_TOKEN(403),
    TEAM_DISABLED(403),
    CHANNEL_NOT_FOUND(404),
    NO_SERVICE(404),
    NO_SERVICE_ID(404),
    NO_TEAM(404),
    NO_ACTIVE_HOOKS(404),
    CHANNEL_IS_ARCHIVED(410),
    ROLLUP_ERROR(500);

    private final int status;

    SlackError(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** The word as Slack sends it, such as {@code no_service}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
