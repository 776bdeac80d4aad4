package io.spendbell.ingest;

import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/**
 * A connection's error replies, kept to a number in each second so that a flood of bad lines does not become a flood of
 * answers; what was left out is told as one number. Confined to one thread.
 */
final class ErrorReplies {
    static final int MOST_IN_A_SECOND = 100;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Consumer<JsonObject> replies;
    private long secondBegan;
    private int sent;
    private long omitted;

    ErrorReplies(Consumer<JsonObject> replies) {
        this.replies = replies;
    }

    /**
     * Tells of a bad line, if the second's number is not reached.
     *
     * @return whether this is the first one left out in its second, so that {@link #flush} should be called when it is over
     */
    boolean tell(String error, long line, long nanoTime) {
        if (nanoTime - secondBegan >= SECOND_NANOS || sent == 0) {
            flush();
            secondBegan = nanoTime;
            sent = 0;
        }
        if (sent < MOST_IN_A_SECOND) {
            sent++;
            replies.accept(new JsonObject().put("error", error).put("line", line));
            return false;
        }
        omitted++;
        return omitted == 1;
    }

    /** Tells how many were left out, if any. */
    void flush() {
        if (omitted > 0) {
            replies.accept(new JsonObject().put("errors_omitted", omitted));
            omitted = 0;
        }
    }
}
