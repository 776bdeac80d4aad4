package io.spendbell.event;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Leaves out of foreign text what looks like a secret: keys, tokens, passwords in addresses. It is a net below senders that
 * should send none, and hides too much rather than too little. Stateless.
 */
public final class Redaction {
    /** What stands in a secret's place. */
    public static final String HIDDEN = "(hidden)";

    /** A name that has one of these in it names a secret. */
    private static final List<String> SECRET_NAMES = List.of(
            "key",
            "token",
            "secret",
            "passw",
            "passphrase",
            "pwd",
            "credential",
            "auth",
            "cookie",
            "webhook",
            "private");

    /** Names that are none, though they look like it. */
    private static final Set<String> HARMLESS_NAMES =
            Set.of("key_alias", "key_type", "max_tokens", "max_input_tokens", "max_output_tokens", "author");

    /** No part goes back over what it has passed, nor begins anew inside of it, so that the time grows with the text only. */
    private static final Pattern SECRET =
            Pattern.compile("\\b(?:sk|pk|rk|xox[a-z]|xapp|gh[a-z]|hf|glpat|github_pat)[-_][\\w-]{8,}+"
                    + "|\\b(?i:bearer|basic)\\s++[\\w+/=.~-]{8,}+"
                    + "|\\beyJ[\\w-]{10,}+(?:\\.[\\w-]++)*+"
                    + "|\\bAKIA[0-9A-Z]{12,}+"
                    + "|\\bAIza[\\w-]{20,}+"
                    + "|(?<=://)[^\\s/@]{1,512}+@"
                    + "|\\bhooks\\.slack\\.com/\\S++"
                    + "|(?i:password|passwd|pwd|secret|token|api[_-]?key)[\"']?\\s{0,8}+[=:]\\s{0,8}+[\"']?[^\\s\"',;&]++"
                    + "|\\b(?=[A-Za-z_]{0,64}+[0-9])\\w{40,}+"
                    + "|(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40,}+={1,2}");

    private Redaction() {}

    /** The text without what looks like a secret. */
    public static String of(String foreign) {
        return SECRET.matcher(foreign).replaceAll(HIDDEN);
    }

    /** Whether what is filed under a name is likely to be a secret. */
    static boolean isSecretName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !HARMLESS_NAMES.contains(lower) && SECRET_NAMES.stream().anyMatch(lower::contains);
    }
}
