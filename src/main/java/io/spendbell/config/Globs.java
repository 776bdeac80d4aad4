package io.spendbell.config;

import io.spendbell.event.Glob;
import org.jspecify.annotations.Nullable;

/** Reads patterns. */
final class Globs {
    private static final int LONGEST = 256;

    /** More stars would make a long text slow to match. */
    private static final int MOST_STARS = 8;

    private Globs() {}

    static @Nullable Glob read(Setting setting) {
        String rule = "a pattern of at most " + LONGEST + " characters and " + MOST_STARS + " stars";
        String text = setting.text(rule);
        if (text == null) {
            return null;
        }
        if (text.length() > LONGEST || text.chars().filter(c -> c == '*').count() > MOST_STARS) {
            setting.fault(rule);
            return null;
        }
        try {
            return Glob.of(text);
        } catch (IllegalArgumentException e) {
            setting.fault("a pattern of *, ?, [ab], [a-z] and [!ab]");
            return null;
        }
    }
}
