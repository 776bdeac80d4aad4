package io.spendbell.event;

/**
 * A shell pattern over a whole text: {@code *} stands for any characters, {@code ?} for one, {@code [ab]} and
 * {@code [a-z]} for one of those, {@code [!ab]} for one of no others. Case counts. A character in brackets stands for
 * itself, so {@code [*]} is a star; so does a bracket that is never closed. Immutable.
 */
public final class Glob {
    private final String text;
    private final boolean literal;

    private Glob(String text) {
        this.text = text;
        this.literal = isLiteral(text);
    }

    public static Glob of(String text) {
        return new Glob(text);
    }

    /** Whether it matches one text only, itself. */
    public boolean isLiteral() {
        return literal;
    }

    /** Takes a time of at most the pattern's length × the candidate's, and no memory. */
    public boolean matches(String candidate) {
        return literal ? text.equals(candidate) : matchesPattern(candidate);
    }

    /*
     * Only the latest star need ever be tried again with one character more: whatever an earlier one could take in its
     * place, the latest can take as well.
     */
    private boolean matchesPattern(String candidate) {
        int at = 0;
        int in = 0;
        int afterStar = -1;
        int starTook = 0;
        while (at < candidate.length()) {
            if (in < text.length() && text.charAt(in) == '*') {
                in++;
                if (in == text.length()) {
                    return true;
                }
                afterStar = in;
                starTook = at;
                continue;
            }
            int character = candidate.codePointAt(at);
            if (in < text.length() && matchesOne(in, character)) {
                in = next(in);
                at += Character.charCount(character);
            } else if (afterStar >= 0) {
                starTook += Character.charCount(candidate.codePointAt(starTook));
                at = starTook;
                in = afterStar;
            } else {
                return false;
            }
        }
        while (in < text.length() && text.charAt(in) == '*') {
            in++;
        }
        return in == text.length();
    }

    private boolean matchesOne(int in, int character) {
        int expected = text.codePointAt(in);
        if (expected == '?') {
            return true;
        }
        int close = expected == '[' ? closingBracket(text, in) : -1;
        return close < 0 ? expected == character : isMember(in + 1, close, character);
    }

    /** Where the pattern goes on behind the one-character part at {@code in}. */
    private int next(int in) {
        int close = text.charAt(in) == '[' ? closingBracket(text, in) : -1;
        return close < 0 ? in + Character.charCount(text.codePointAt(in)) : close + 1;
    }

    private boolean isMember(int from, int close, int character) {
        boolean negated = text.charAt(from) == '!';
        int at = negated ? from + 1 : from;
        boolean found = false;
        while (at < close) {
            int lowest = text.codePointAt(at);
            int highest = lowest;
            at += Character.charCount(lowest);
            if (at < close - 1 && text.charAt(at) == '-') {
                highest = text.codePointAt(at + 1);
                at += 1 + Character.charCount(highest);
            }
            found |= character >= lowest && character <= highest;
        }
        return found != negated;
    }

    /** The index of the bracket that closes the one at {@code open}, or -1; one that comes first stands for itself. */
    private static int closingBracket(String glob, int open) {
        int first = open + 1;
        if (first < glob.length() && glob.charAt(first) == '!') {
            first++;
        }
        return glob.indexOf(']', first + 1);
    }

    private static boolean isLiteral(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*' || c == '?' || (c == '[' && closingBracket(text, i) > 0)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob && text.equals(glob.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
