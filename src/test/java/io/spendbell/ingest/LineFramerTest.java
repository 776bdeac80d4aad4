package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineFramerTest {
    private final List<String> seen = new ArrayList<>();
    private final LineFramer framer = new LineFramer(10);
    private final LineFramer.Lines lines = new LineFramer.Lines() {
        @Override
        public void line(byte[] buffer, int offset, int length) {
            seen.add(new String(buffer, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public void tooLong() {
            seen.add("TOO LONG");
        }
    };

    private void feed(String... chunks) {
        for (String chunk : chunks) {
            byte[] bytes = chunk.getBytes(StandardCharsets.UTF_8);
            framer.feed(bytes, bytes.length, lines);
        }
    }

    @Test
    void cuts_at_line_ends_with_and_without_carriage_return() {
        feed("a\nb\r\n\nc\n");
        assertThat(seen).containsExactly("a", "b", "", "c");
    }

    @Test
    void keeps_the_beginning_of_a_line_until_its_end_comes() {
        feed("ab", "cd", "e\nf", "\n");
        assertThat(seen).containsExactly("abcde", "f");
    }

    @Test
    void a_carriage_return_may_come_in_another_chunk_than_its_line_feed() {
        feed("0123456789\r", "\nb\n");
        assertThat(seen).containsExactly("0123456789", "b");
    }

    @Test
    void gives_out_no_line_without_an_end() {
        feed("half");
        assertThat(seen).isEmpty();
        assertThat(framer.heldBytes()).isEqualTo(4);
    }

    @Test
    void the_longest_line_passes_and_one_byte_more_does_not() {
        feed("0123456789\n01234567890\n");
        assertThat(seen).containsExactly("0123456789", "TOO LONG");
    }

    @Test
    void skips_an_overlong_line_to_its_end_and_holds_nothing_of_it() {
        feed("0123456789", "0123456789", "0123456789");
        assertThat(framer.heldBytes()).isZero();
        feed("rest\nok\n");
        assertThat(seen).containsExactly("TOO LONG", "ok");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void cuts_the_same_lines_however_they_are_chopped(long seed) {
        // Given
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            text.append("x".repeat(random.nextInt(14))).append(random.nextBoolean() ? "\n" : "\r\n");
        }
        feed(text.toString());
        List<String> whole = List.copyOf(seen);
        seen.clear();

        // When
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        LineFramer other = new LineFramer(10);
        int at = 0;
        while (at < bytes.length) {
            int end = Math.min(bytes.length, at + 1 + random.nextInt(9));
            other.feed(Arrays.copyOfRange(bytes, at, end), end - at, lines);
            at = end;
        }

        // Then
        assertThat(seen).isEqualTo(whole).hasSize(2_000);
    }
}
