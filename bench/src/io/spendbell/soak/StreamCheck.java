package io.spendbell.soak;

import java.io.IOException;

/** Looks at the end whether what was read of the stream was taken off it, and that nothing was taken for poison. */
final class StreamCheck {
    /** Replicas trim the stream once a minute. */
    private static final int SECONDS_LEFT = 180;

    private StreamCheck() {}

    /** @param rate events a second, more than go into the stream */
    static void look(Stream stream, int rate, Findings findings) throws IOException {
        long left = stream.length();
        if (left > (long) SECONDS_LEFT * rate) {
            findings.add(
                    "the stream has " + left + " entries (expected: at most what comes in " + SECONDS_LEFT + " s)");
        }
        long dead = stream.deadLetters();
        if (dead > 0) {
            findings.add("the stream has " + dead + " dead letters (expected: none)");
        }
    }
}
