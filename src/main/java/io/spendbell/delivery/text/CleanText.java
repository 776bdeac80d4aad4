package io.spendbell.delivery.text;

import java.util.stream.Collectors;

/**
 * Text from outside, made fit to stand in a line: control characters, line breaks, bidi marks, zero-width and other
 * invisible characters and halves of surrogate pairs are spaces, runs of spaces are one space, none is at either end.
 */
public final class CleanText {
    private static final String ELLIPSIS = "…";

    private CleanText() {}

    public static String of(String foreign) {
        StringBuilder clean = new StringBuilder(foreign.length());
        boolean space = false;
        int at = 0;
        while (at < foreign.length()) {
            int character = foreign.codePointAt(at);
            at += Character.charCount(character);
            if (isBlank(character)) {
                space = true;
                continue;
            }
            if (space && !clean.isEmpty()) {
                clean.append(' ');
            }
            space = false;
            clean.appendCodePoint(character);
        }
        return clean.toString();
    }

    /** Lines of which each is {@link #of} one of a text's lines; those that have nothing in them are left out. */
    public static String lines(String text, int longest) {
        return cut(
                text.lines().map(CleanText::of).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n")),
                longest);
    }

    /** {@link #of} a text, no longer than {@code longest} UTF-16 units; what is cut ends with an ellipsis. */
    public static String of(String foreign, int longest) {
        return cut(of(foreign), longest);
    }

    /** The beginning of a text, an ellipsis at its end where it was cut; a surrogate pair is never cut apart. */
    public static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - ELLIPSIS.length();
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end).stripTrailing() + ELLIPSIS;
    }

    private static boolean isBlank(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> isFiller(character);
        };
    }

    /** Letters and symbols that are drawn as nothing: Hangul fillers and the empty Braille pattern. */
    private static boolean isFiller(int character) {
        return character == 0x115F
                || character == 0x1160
                || character == 0x3164
                || character == 0xFFA0
                || character == 0x2800;
    }
}
