package io.spendbell.delivery.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanTextTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x07, 0x09, 0x0A, 0x0D, 0x1B, 0x7F, 0x85, 0xAD, 0x061C, 0x200B, 0x200D, 0x200E, 0x200F, 0x2028,
                0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF, 0x3164,
                0x2800, 0xE0041, 0xD83D, 0xDE00, 0x00A0, 0x3000
            })
    void what_breaks_a_line_becomes_a_space(int character) {
        String broken =
                Character.isBmpCodePoint(character) ? String.valueOf((char) character) : Character.toString(character);
        assertThat(CleanText.of("a" + broken + broken + "b" + broken)).isEqualTo("a b");
        assertThat(CleanText.of(broken)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Payments", "été 日本語 עברית", "😀👍🏽", "a-b_c.d/e@f", "e\u0301", "<&>*`~"})
    void what_people_write_stays_as_it_is(String text) {
        assertThat(CleanText.of(text)).isEqualTo(text);
    }

    @Test
    void a_long_text_is_cut_between_characters_and_says_so() {
        assertThat(CleanText.cut("abcdef", 6)).isEqualTo("abcdef");
        assertThat(CleanText.cut("abcdef", 5)).isEqualTo("abcd…");
        assertThat(CleanText.cut("abc def", 5)).isEqualTo("abc…");
        assertThat(CleanText.cut("ab😀😀", 4)).isEqualTo("ab…");
        assertThat(CleanText.cut("ab😀😀", 5)).isEqualTo("ab😀…");
        assertThat(CleanText.of("a\n\nb c d", 5)).isEqualTo("a b…");
    }
}
