package io.spendbell.replay;

import java.time.Duration;
import java.util.Locale;

/** How far a replay has come, as text. Stateless. */
public final class ProgressText {
    private static final int WIDTH = 30;
    private static final double MILLIS_OF_SECOND = 1e3;

    private ProgressText() {}

    /** Such as {@code [#########.....................] 8500/28184 30% 4250 events/s 5 s left}. */
    public static String bar(long done, long total, Duration elapsed) {
        int filled = total == 0 ? WIDTH : (int) Math.min(WIDTH, done * WIDTH / total);
        return "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + line(done, total, elapsed);
    }

    /** The same without the picture. */
    public static String line(long done, long total, Duration elapsed) {
        double seconds = elapsed.toMillis() / MILLIS_OF_SECOND;
        double rate = seconds > 0 ? done / seconds : 0;
        long percent = total == 0 ? 100 : done * 100 / total;
        String left = rate > 0 ? Math.round(Math.ceil((total - done) / rate)) + " s left" : "- s left";
        return String.format(Locale.ROOT, "%d/%d %d%% %.0f events/s %s", done, total, percent, rate, left);
    }
}
