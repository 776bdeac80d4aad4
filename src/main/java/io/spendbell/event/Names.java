package io.spendbell.event;

import org.jspecify.annotations.Nullable;

/**
 * A small table of the strings that fields with a closed set of values have, such as {@code type}, so that the same few
 * are not made anew for each event. A name that finds its place taken takes it over. Not safe for use from several
 * threads.
 */
final class Names {
    private static final int PLACES = 64;
    private static final int LONGEST = 64;

    private final @Nullable String[] names = new @Nullable String[PLACES];

    /** The string of those characters. */
    String of(char[] text, int offset, int length) {
        if (length == 0 || length > LONGEST) {
            return new String(text, offset, length);
        }
        int place = (text[offset] * 31 + text[offset + length - 1] + text[offset + (length >> 1)] * 7 + length)
                & (PLACES - 1);
        String known = names[place];
        if (known != null && isText(known, text, offset, length)) {
            return known;
        }
        String name = new String(text, offset, length);
        names[place] = name;
        return name;
    }

    private static boolean isText(String name, char[] text, int offset, int length) {
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) != text[offset + i]) {
                return false;
            }
        }
        return true;
    }
}
