package io.spendbell.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name that was probably meant. */
final class NearestName {
    /** How many letters apart a name may be from the one that was meant. */
    private static final int NEAR = 2;

    private NearestName() {}

    /** The nearest of the names, if it is near: at most two letters put in, left out, changed or swapped. */
    static Optional<String> of(String name, Collection<String> names) {
        String plain = plain(name);
        return names.stream()
                .filter(candidate -> isNear(plain, plain(candidate)))
                .min(Comparator.comparingInt(candidate -> distance(plain, plain(candidate))));
    }

    /** What was expected of a name: one of these, and the one that was probably meant. */
    static String rule(String name, Collection<String> names) {
        return "one of " + String.join(", ", names) + hint(name, names);
    }

    /** {@code ; did you mean "…"?}, or nothing where no name is near. */
    static String hint(String name, Collection<String> names) {
        return beginningWith(name, names)
                .or(() -> of(name, names))
                .map(near -> "; did you mean \"" + near + "\"?")
                .orElse("");
    }

    /** The shortest name of which this is the first word, such as {@code team_id} of {@code team}. */
    private static Optional<String> beginningWith(String name, Collection<String> names) {
        return names.stream()
                .filter(candidate -> candidate.startsWith(plain(name) + "_"))
                .min(Comparator.comparingInt(String::length));
    }

    private static boolean isNear(String name, String candidate) {
        int longest = Math.max(name.length(), candidate.length());
        return Math.abs(name.length() - candidate.length()) <= NEAR
                && distance(name, candidate) <= Math.min(NEAR, longest / 2);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** The optimal string alignment distance. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
