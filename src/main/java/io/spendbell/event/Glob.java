package io.spendbell.event;

import java.util.regex.Pattern;

/**
 * A shell pattern over a whole text: {@code *} stands for any characters, {@code ?} for one, {@code [ab]} and
 * {@code [a-z]} for one of those, {@code [!ab]} for one of no others. Case counts. A character in brackets stands for
 * itself, so {@code [*]} is a star.
 */
public final class Glob {
    private final String text;
    private final @org.jspecify.annotations.Nullable Pattern pattern;

    private Glob(String text, @org.jspecify.annotations.Nullable Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    public static Glob of(String text) {
        return new Glob(text, isLiteral(text) ? null : Pattern.compile(toRegex(text), Pattern.DOTALL));
    }

    /** Whether it matches one text only, itself. */
    public boolean isLiteral() {
        return pattern == null;
    }

    public boolean matches(String candidate) {
        return pattern == null
                ? text.equals(candidate)
                : pattern.matcher(candidate).matches();
    }

    private static boolean isLiteral(String text) {
        return text.indexOf('*') < 0 && text.indexOf('?') < 0 && text.indexOf('[') < 0;
    }

    private static String toRegex(String glob) {
        StringBuilder regex = new StringBuilder(glob.length() + 16);
        int at = 0;
        while (at < glob.length()) {
            char c = glob.charAt(at);
            int close = c == '[' ? closingBracket(glob, at) : -1;
            if (close > 0) {
                regex.append(bracket(glob.substring(at + 1, close)));
                at = close + 1;
                continue;
            }
            switch (c) {
                case '*' -> regex.append(regex.toString().endsWith(".*+") ? "" : ".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
            at++;
        }
        return regex.toString();
    }

    /** The index of the bracket that closes the one at {@code open}, or -1; one that comes first stands for itself. */
    private static int closingBracket(String glob, int open) {
        int first = open + 1;
        if (first < glob.length() && glob.charAt(first) == '!') {
            first++;
        }
        return glob.indexOf(']', first + 1);
    }

    private static String bracket(String members) {
        boolean negated = members.startsWith("!");
        StringBuilder out = new StringBuilder(negated ? "[^" : "[");
        String body = negated ? members.substring(1) : members;
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            boolean range = c == '-' && i > 0 && i < body.length() - 1;
            out.append(range || Character.isLetterOrDigit(c) ? String.valueOf(c) : "\\" + c);
        }
        return out.append(']').toString();
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
