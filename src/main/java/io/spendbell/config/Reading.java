package io.spendbell.config;

/**
 * What every part of a reader shares.
 *
 * @param findings where it says what is wrong
 * @param references how it follows references
 */
record Reading(Findings findings, References references) {
    private static final int LONGEST_SHOWN = 60;

    /** The path of a key below a path; a key that looks like an address is not shown. */
    static String path(String above, String key) {
        String shown = key.contains("://") ? Secret.SHOWN : shortened(key);
        return above.isEmpty() ? shown : above + "." + shown;
    }

    /** A value as a fault shows it: on one line, its beginning only if it is long, and without what follows {@code ://}. */
    static String shown(String text) {
        int scheme = text.indexOf("://");
        if (scheme >= 0) {
            return shortened(text.substring(0, scheme + 3)) + Secret.SHOWN;
        }
        return text.isEmpty() ? "\"\"" : shortened(text);
    }

    private static String shortened(String text) {
        int length = text.codePointCount(0, text.length());
        return length > LONGEST_SHOWN
                ? onOneLine(text.substring(0, text.offsetByCodePoints(0, LONGEST_SHOWN))) + '…'
                : onOneLine(text);
    }

    /** The text with a space for each character that is not {@linkplain #isPlain plain}. */
    static String onOneLine(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> out.appendCodePoint(isPlain(c) ? c : ' '));
        return out.toString();
    }

    /** Whether a character neither ends a line, nor moves what stands around it. */
    static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
