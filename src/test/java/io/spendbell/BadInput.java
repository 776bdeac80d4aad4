package io.spendbell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An input of {@code docs/bad-input.md}, and what is to become of it.
 *
 * @param line as it is written there
 */
record BadInput(String line, Expected expected) {
    private static final Path DOCUMENT = Path.of("docs", "bad-input.md");
    private static final String OTHER_WAYS = "\n## The other ways in\n";
    private static final String SAME = "the same";
    private static final String END = "␄";
    private static final Pattern NOTATION = Pattern.compile("⟨(\\d+)×(.+?)⟩|⟪([0-9A-F ]+)⟫|([␀␉␍])");
    private static final String WHAT = "(accepted|no event|no event, no answer|the same|`.+?`)";
    private static final Pattern ROW = Pattern.compile("\\| `(.+)` \\| " + WHAT + " \\|");
    private static final Pattern DIFFERENCE =
            Pattern.compile("\\| `(.+?)` \\| " + WHAT + " \\| " + WHAT + " \\| " + WHAT + " \\|");

    /** A column of the table that says what other ways do differently. */
    enum Column {
        HTTP,
        MESSAGES,
        STREAMS
    }

    enum Outcome {
        ACCEPTED,
        REJECTED,
        NO_EVENT
    }

    /** What becomes of it; the reason is there for what is rejected. */
    record Expected(Outcome outcome, @Nullable Pattern reason) {
        private static Expected of(String written) {
            if (written.startsWith("`")) {
                String reason = written.substring(1, written.length() - 1);
                return new Expected(
                        Outcome.REJECTED,
                        Pattern.compile(Arrays.stream(reason.split("…", -1))
                                .map(Pattern::quote)
                                .collect(Collectors.joining(".*"))));
            }
            return new Expected(written.equals("accepted") ? Outcome.ACCEPTED : Outcome.NO_EVENT, null);
        }

        boolean isAccepted() {
            return outcome == Outcome.ACCEPTED;
        }

        boolean isRejected() {
            return outcome == Outcome.REJECTED;
        }

        boolean isReason(String text) {
            return reason != null && reason.matcher(text).matches();
        }
    }

    /** All lines, with what they get over TCP. */
    static List<BadInput> overTcp() throws IOException {
        return rows(part(0))
                .map(row -> new BadInput(row.group(1), Expected.of(row.group(2))))
                .toList();
    }

    /** All lines, and those that only the other ways take, with what they get there. */
    static List<BadInput> overOthers(Column column) throws IOException {
        Map<String, String> different = new HashMap<>();
        DIFFERENCE
                .matcher(part(1))
                .results()
                .forEach(row -> different.put(row.group(1), row.group(2 + column.ordinal())));
        Stream<BadInput> listed = rows(part(0)).map(row -> {
            String here = different.remove(row.group(1));
            return new BadInput(row.group(1), Expected.of(here == null || here.equals(SAME) ? row.group(2) : here));
        });
        List<BadInput> inputs = listed.collect(Collectors.toList());
        different.forEach((line, what) -> inputs.add(new BadInput(line, Expected.of(what))));
        return inputs;
    }

    /** Bodies that are posted as to Slack; what is refused has the status and the answer as its reason. */
    static List<BadInput> asSlackMessages() throws IOException {
        String section =
                Files.readString(DOCUMENT).split("\n## Slack messages\n", 2)[1].split("\n## ", 2)[0];
        return rows(section)
                .map(row -> new BadInput(row.group(1), Expected.of(row.group(2))))
                .toList();
    }

    private static String part(int index) throws IOException {
        return Files.readString(DOCUMENT).split(OTHER_WAYS, 2)[index];
    }

    private static Stream<MatchResult> rows(String part) {
        return part.lines().map(ROW::matcher).filter(Matcher::matches).map(Matcher::toMatchResult);
    }

    /** Whether the connection ends within it. */
    boolean endsInLine() {
        return line.endsWith(END);
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String text = endsInLine() ? line.substring(0, line.length() - END.length()) : line;
        Matcher notation = NOTATION.matcher(text);
        int at = 0;
        while (notation.find()) {
            bytes.writeBytes(text.substring(at, notation.start()).getBytes(UTF_8));
            bytes.writeBytes(meaning(notation));
            at = notation.end();
        }
        bytes.writeBytes(text.substring(at).getBytes(UTF_8));
        return bytes.toByteArray();
    }

    private static byte[] meaning(Matcher notation) {
        if (notation.group(1) != null) {
            return notation.group(2).repeat(Integer.parseInt(notation.group(1))).getBytes(UTF_8);
        }
        if (notation.group(3) != null) {
            return HexFormat.of().parseHex(notation.group(3).replace(" ", ""));
        }
        return new byte[] {(byte) (notation.group(4).charAt(0) - '␀')};
    }

    @Override
    public String toString() {
        return line;
    }
}
