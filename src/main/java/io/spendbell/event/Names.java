package io.spendbell.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A small table of the strings that fields of few values have, such as {@code type} and {@code model}, so that the same few
 * are not made anew for each event. A name that finds its place taken takes it over. Not safe for use from several
 * threads.
 */
final class Names {
    private static final int BITS = 8;
    private static final int PLACES = 1 << BITS;
    private static final int LONGEST = 64;

    /** 2 to the power of 32 divided by the golden ratio: Fibonacci hashing (Knuth, TAOCP 3, 6.4). */
    private static final int GOLDEN_RATIO = 0x9E3779B9;

    private static final char[] NONE = {};

    private final @Nullable String[] names = new @Nullable String[PLACES];
    private final char[][] texts = new char[PLACES][];

    Names() {
        Arrays.fill(texts, NONE);
    }

    /** The string of those characters. */
    String of(char[] text, int offset, int length) {
        if (length == 0 || length > LONGEST) {
            return new String(text, offset, length);
        }
        int end = offset + length;
        int place = place(text, offset, end);
        String known = names[place];
        char[] itsText = texts[place];
        if (known != null && Arrays.equals(itsText, 0, itsText.length, text, offset, end)) {
            return known;
        }
        String name = new String(text, offset, length);
        names[place] = name;
        texts[place] = Arrays.copyOfRange(text, offset, end);
        return name;
    }

    private static int place(char[] text, int offset, int end) {
        int hash = 0;
        for (int at = offset; at < end; at++) {
            hash = Integer.rotateLeft(hash, 5) ^ text[at];
        }
        return (hash * GOLDEN_RATIO) >>> (Integer.SIZE - BITS);
    }
}
