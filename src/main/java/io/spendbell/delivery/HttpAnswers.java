package io.spendbell.delivery;

import io.spendbell.delivery.HttpPoster.Reply;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What HTTP statuses mean for a post, to whomever it went. */
public final class HttpAnswers {
    private HttpAnswers() {}

    /** The meaning of a status other than success. */
    public static Answer unsuccessful(Reply reply, Instant now) {
        String reason = "status " + reply.status();
        return switch (reply.status()) {
            case 429, 503 -> later(reply, reason, now);
            case 400, 413, 414, 415, 422 -> new Answer.Refused(reason);
            case 401, 403, 404, 405, 410 -> new Answer.Down(reason);
            // Said by whoever stands in front of the destination, which may have taken the post all the same.
            case 502, 504 -> new Answer.Lost(reason);
            default -> new Answer.Failed(reason);
        };
    }

    /** A wait that is over already is none: whoever says so again and again is not to be posted to without a pause. */
    private static Answer later(Reply reply, String reason, Instant now) {
        @Nullable Instant until = RetryAfter.read(reply.retryAfter(), now);
        return until == null || !until.isAfter(now) ? new Answer.Failed(reason) : new Answer.Later(until, reason);
    }

    /** Whether a status is a success: 2xx. */
    public static boolean isSuccess(Reply reply) {
        return reply.status() >= 200 && reply.status() < 300;
    }
}
