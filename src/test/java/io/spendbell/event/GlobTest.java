package io.spendbell.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "team-pay, team-pay, true",
                "team-pay, team-pays, false",
                "team-pay, Team-pay, false",
                "\"\", \"\", true",
                "\"\", a, false",
                "*, \"\", true",
                "*, anything at all, true",
                "**, anything, true",
                "team-pay*, team-pay, true",
                "team-pay*, team-payments, true",
                "team-pay*, my-team-pay, false",
                "*-pay, team-pay, true",
                "*-pay, team-pay-pay, true",
                "*-pay, team-pay-x, false",
                "a*b*c, aXbYc, true",
                "a*b*c, abbbc, true",
                "a*b*c, acb, false",
                "*ab*ab*, abab, true",
                "*ab*ab*, aba, false",
                "a?c, abc, true",
                "a?c, ac, false",
                "a?c, abbc, false",
                "a?, a\uD83D\uDE00, true",
                "??, \uD83D\uDE00, false",
                "*?, \"\", false",
                "*?, a, true",
                "[ab]x, bx, true",
                "[ab]x, cx, false",
                "[ab]x, x, false",
                "[a-c]x, bx, true",
                "[a-c]x, dx, false",
                "[a-c]x, -x, false",
                "[a-cx-z], y, true",
                "[a-cx-z], m, false",
                "[-a], -, true",
                "[a-], -, true",
                "[z-a], m, false",
                "[!ab]x, cx, true",
                "[!ab]x, ax, false",
                "[!a-c], \uD83D\uDE00, true",
                "[!ab], \"\", false",
                "[*], *, true",
                "[*], a, false",
                "[?]*, ?a, true",
                "[]], ], true",
                "[]a], a, true",
                "[!]], a, true",
                "[!]], ], false",
                "[ab, [ab, true",
                "[ab, a, false",
                "x[, x[, true",
                "[!, [!, true",
                "*[, x[, true",
                "a.c, abc, false",
                "a\\*, a\\b, true",
                "(a|b)+, (a|b)+, true"
            })
    void matches_as_a_shell_does(String glob, String candidate, boolean expected) {
        assertThat(Glob.of(glob).matches(candidate)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"team-pay, true", "x[, true", "a.b, true", "team*, false", "a?, false", "[a], false"})
    void knows_a_pattern_that_matches_itself_only(String glob, boolean literal) {
        assertThat(Glob.of(glob).isLiteral()).isEqualTo(literal);
    }

    @Test
    void agrees_with_a_regular_expression_on_random_patterns() {
        Random random = new Random(20_260_903);
        int matched = 0;
        for (int i = 0; i < 200_000; i++) {
            // Given
            String glob = text(random, "ab*?", 7);
            String candidate = text(random, "ab", 9);
            String regex = glob.replace("?", ".").replace("*", ".*");

            // When
            boolean matches = Glob.of(glob).matches(candidate);

            // Then
            assertThat(matches).as("%s on %s", glob, candidate).isEqualTo(Pattern.matches(regex, candidate));
            matched += matches ? 1 : 0;
        }
        assertThat(matched).isBetween(10_000, 190_000);
    }

    @Test
    void never_backtracks_without_bound() {
        Glob glob = Glob.of("*a".repeat(200) + "b");
        String candidate = "a".repeat(1_000);

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThat(glob.matches(candidate)).isFalse());
    }

    @Test
    void equals_a_glob_of_the_same_text() {
        assertThat(Glob.of("a*"))
                .isEqualTo(Glob.of("a*"))
                .hasSameHashCodeAs(Glob.of("a*"))
                .hasToString("a*");
        assertThat(Glob.of("a*")).isNotEqualTo(Glob.of("a"));
    }

    private static String text(Random random, String alphabet, int most) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most + 1);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
