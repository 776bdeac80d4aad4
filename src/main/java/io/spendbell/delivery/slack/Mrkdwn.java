package io.spendbell.delivery.slack;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text from outside, made to be read as it is where Slack parses its markup. {@code &}, {@code <} and {@code >} are escaped
 * as <a href="https://docs.slack.dev/messaging/formatting-message-text">Slack asks for</a>, so that nothing becomes a
 * mention or a link. Slack has no escapes for the marks of emphasis: they become look-alikes, but for underscores inside a
 * word, which mark nothing and are frequent in ids. What comes out must not begin a line of a block, where an escaped
 * bracket would quote. Where a message says that its text has no markup ({@code mrkdwn: false}) marks stay as they are.
 */
final class Mrkdwn {
    private static final String ASTERISK = "\u2217";
    private static final String BACKTICK = "\u02CB";
    private static final String TILDE = "\u223C";
    private static final String UNDERSCORE = "\uFF3F";
    private static final String AT = "\uFF20";
    private static final String ELLIPSIS = "…";

    /** Mentions without brackets, which servers that speak Slack's webhook format resolve. */
    private static final Pattern BARE_MENTION =
            Pattern.compile("(?<![A-Za-z0-9])@(?=(?:channel|here|everyone|all)\\b)", Pattern.CASE_INSENSITIVE);

    private Mrkdwn() {}

    /** For a text without markup, which people read as it was: only what could become a mention or a link is changed. */
    static String unmarked(String text) {
        return unmarked(text, Integer.MAX_VALUE);
    }

    /** As {@link #unmarked(String)}, at most {@code longest} characters after escaping, an ellipsis where it was cut. */
    static String unmarked(String text, int longest) {
        return written(text, longest, false);
    }

    static String safe(String text) {
        return safe(text, Integer.MAX_VALUE);
    }

    /** Whether {@link #safe(String)} only escapes, so that people read the very text. */
    static boolean isExact(String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return safe(text).equals(escaped);
    }

    /** As {@link #safe(String)}, at most {@code longest} characters after escaping, an ellipsis where it was cut. */
    static String safe(String text, int longest) {
        return written(text, longest, true);
    }

    private static String written(String text, int longest, boolean hasMarkup) {
        String bare = text.indexOf('@') < 0 ? text : BARE_MENTION.matcher(text).replaceAll(AT);
        StringBuilder out = new StringBuilder(Math.min(longest, bare.length() + 16));
        int fits = 0;
        int at = 0;
        while (at < bare.length()) {
            int character = bare.codePointAt(at);
            String replacement = escape(character);
            if (replacement == null && hasMarkup) {
                replacement = lookAlike(bare, at, character);
            }
            if (replacement == null) {
                out.appendCodePoint(character);
            } else {
                out.append(replacement);
            }
            at += Character.charCount(character);
            if (out.length() > longest) {
                out.setLength(fits);
                return out.append(ELLIPSIS).toString();
            }
            if (out.length() <= longest - ELLIPSIS.length()) {
                fits = out.length();
            }
        }
        return out.toString();
    }

    private static @Nullable String escape(int character) {
        return switch (character) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            default -> null;
        };
    }

    private static @Nullable String lookAlike(String text, int at, int character) {
        return switch (character) {
            case '*' -> ASTERISK;
            case '`' -> BACKTICK;
            case '~' -> TILDE;
            case '_' -> isInsideWord(text, at) ? null : UNDERSCORE;
            default -> null;
        };
    }

    private static boolean isInsideWord(String text, int at) {
        return at > 0 && at + 1 < text.length() && isWord(text.charAt(at - 1)) && isWord(text.charAt(at + 1));
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
