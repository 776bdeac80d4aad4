package io.spendbell.event;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times at which budgets are reset. Most budgets of a gateway are reset at the same moment, so that the time that
 * was read last is likely to come again. Not safe for use from several threads.
 */
final class ResetTimes {
    private static final int LONGEST_REMEMBERED = 64;

    private char[] text = {};
    private @Nullable Instant time;

    /** The time, to the second, or null if the characters are none. */
    @Nullable
    Instant of(char[] buffer, int offset, int length) {
        if (length > LONGEST_REMEMBERED) {
            return EventTime.wholeSecond(buffer, offset, length);
        }
        if (!Arrays.equals(text, 0, text.length, buffer, offset, offset + length)) {
            time = EventTime.wholeSecond(buffer, offset, length);
            text = Arrays.copyOfRange(buffer, offset, offset + length);
        }
        return time;
    }
}
