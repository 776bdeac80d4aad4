package io.spendbell.config;

import io.spendbell.event.Glob;
import org.jspecify.annotations.Nullable;

/** Reads patterns. */
final class Globs {
    private static final int LONGEST = 256;

    private Globs() {}

    /** As {@link #read}, where a number must be in quotes to be a text. */
    static @Nullable Glob readText(Setting setting) {
        if (setting.isBareNumber()) {
            setting.fault("a pattern; in quotes if it is meant as text");
            return null;
        }
        return read(setting);
    }

    static @Nullable Glob read(Setting setting) {
        String rule = "a pattern of at most " + LONGEST + " characters";
        String text = setting.text(rule);
        if (text == null) {
            return null;
        }
        if (text.length() > LONGEST) {
            setting.fault(rule);
            return null;
        }
        return Glob.of(text);
    }
}
