package io.spendbell.ingest;

import org.jspecify.annotations.Nullable;

/**
 * By when a client must have shown its token and ended the line that it is in. While this side does not read, the client cannot
 * help it. Confined to one thread.
 */
final class ClientDeadlines {
    private final Patience patience;
    private final long openedNanos;
    private long lineBeganNanos;
    private boolean inLine;

    /** What a client is late with: why its connection is closed, and what it is told. */
    record Late(IngestMetrics.Closed reason, String error) {}

    ClientDeadlines(Patience patience, long openedNanos) {
        this.patience = patience;
        this.openedNanos = openedNanos;
    }

    /**
     * Takes note of how a read left the line.
     *
     * @param isInLine whether its last line has not ended
     * @param hasEndedLines whether it has ended any
     */
    void read(boolean isInLine, boolean hasEndedLines, long nowNanos) {
        if (isInLine && (hasEndedLines || !inLine)) {
            lineBeganNanos = nowNanos;
        }
        inLine = isInLine;
    }

    /** Takes note that nothing is read at the moment. */
    void readsNothing(long nowNanos) {
        lineBeganNanos = nowNanos;
    }

    /** What the client is late with, or null. */
    @Nullable
    Late late(boolean hasShownToken, long nowNanos) {
        if (!hasShownToken && nowNanos - openedNanos > patience.token().toNanos()) {
            return new Late(
                    IngestMetrics.Closed.NO_TOKEN,
                    "auth: missing for " + patience.token().toMillis()
                            + " ms (expected: {\"auth\":\"<token>\"} as the first line)");
        }
        return inLine && nowNanos - lineBeganNanos > patience.line().toNanos()
                ? new Late(
                        IngestMetrics.Closed.UNFINISHED_LINE,
                        "line: not ended for " + patience.line().toMillis() + " ms (expected: a line feed)")
                : null;
    }
}
