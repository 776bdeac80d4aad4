package io.spendbell.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** However a stream is chopped, its lines are those that one finds by looking for line feeds in the whole of it. */
class LineFramerFuzzTest {
    private static final String TOO_LONG = "TOO LONG";

    @FuzzTest(maxDuration = "5m")
    void chopped_streams_give_the_lines_of_the_whole(FuzzedDataProvider data) {
        // Given
        int longest = data.consumeInt(1, 40);
        Seen seen = new Seen();
        LineFramer framer = new LineFramer(longest);
        StringBuilder whole = new StringBuilder();

        // When
        while (data.remainingBytes() > 0) {
            byte[] chunk = data.consumeBytes(data.consumeInt(0, 64));
            // A buffer is used again and holds what came before behind its end.
            byte[] buffer = new byte[chunk.length + 3];
            Arrays.fill(buffer, (byte) '\n');
            System.arraycopy(chunk, 0, buffer, 0, chunk.length);
            framer.feed(buffer, chunk.length, seen);
            whole.append(new String(chunk, StandardCharsets.ISO_8859_1));

            // Then
            assertThat(framer.heldBytes()).isLessThanOrEqualTo(longest + 1);
        }
        assertThat(seen.lines).isEqualTo(linesOf(whole.toString(), longest));
    }

    private static List<String> linesOf(String whole, int longest) {
        List<String> lines = new ArrayList<>(List.of(whole.split("\n", -1)));
        lines.remove(lines.size() - 1);
        lines.replaceAll(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        lines.replaceAll(line -> line.length() > longest ? TOO_LONG : line);
        return lines;
    }

    private static final class Seen implements LineFramer.Lines {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void line(byte[] buffer, int offset, int length) {
            lines.add(new String(buffer, offset, length, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void tooLong() {
            lines.add(TOO_LONG);
        }
    }
}
