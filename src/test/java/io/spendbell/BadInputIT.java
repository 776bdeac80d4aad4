package io.spendbell;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.ingest.TcpClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each line of the tables in {@code docs/bad-input.md}, sent to a daemon over TCP. */
class BadInputIT {
    private static final Pattern ROW = Pattern.compile("\\| `(.+)` \\| (accepted|no event, no answer|`(.+)`) \\|");
    private static final Pattern NOTATION = Pattern.compile("⟨(\\d+)×(.+?)⟩|⟪([0-9A-F ]+)⟫|([␀␉␍])");
    private static final String END = "␄";
    private static final String SYNC = "\n{\"event\":\"sync\",\"id\":\"s\"}\n";
    private static final Vertx VERTX = Vertx.vertx();

    private static int port;

    /** A row; without an expected error the line is accepted, or is no event where the connection ends within it. */
    record Case(String line, String error) {
        boolean endsInLine() {
            return line.endsWith(END);
        }

        @Override
        public String toString() {
            return line;
        }
    }

    static List<Case> cases() throws IOException {
        return Files.readAllLines(Path.of("docs", "bad-input.md")).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new Case(row.group(1), row.group(3)))
                .toList();
    }

    @BeforeAll
    static void start() {
        var config = ConfigLoader.parse(
                "test",
                "spendbell: { store: memory, ingest: { tcp: { port: 0 }, http: { port: 0 } } }",
                Map.of(),
                Deployment.DAEMON);
        SpendbellVerticle verticle = new SpendbellVerticle(
                config.config(), InstantSource.system(), new PrintStream(new ByteArrayOutputStream()));
        get(VERTX.deployVerticle(verticle));
        port = verticle.tcpPort();
    }

    @AfterAll
    static void stop() {
        get(VERTX.close());
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_line_gets_the_answer_that_the_documentation_says(Case row) throws IOException {
        List<JsonObject> replies;
        try (TcpClient client = new TcpClient(port)) {
            replies = client.send(bytes(row.line()))
                    .send(row.endsInLine() ? "" : SYNC)
                    .finish();
        }

        if (row.endsInLine()) {
            assertThat(replies).isEmpty();
            return;
        }
        int rejected = row.error() == null ? 0 : 1;
        assertThat(replies).hasSize(1 + rejected);
        if (rejected == 1) {
            assertThat(replies.get(0).getString("error")).matches(pattern(row.error()));
            assertThat(replies.get(0).getInteger("line")).isEqualTo(1);
        }
        assertThat(replies.get(rejected))
                .isEqualTo(new JsonObject()
                        .put("synced", "s")
                        .put("accepted", 1 - rejected)
                        .put("rejected", rejected));
    }

    @Test
    void one_connection_may_send_all_of_them_and_goes_on() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<Case> cases = cases().stream().filter(row -> !row.endsInLine()).toList();
        for (Case row : cases) {
            all.write(bytes(row.line()));
            all.write('\n');
        }
        try (TcpClient client = new TcpClient(port)) {
            JsonObject answer = client.send(all.toByteArray()).sync("all");

            long rejected = cases.stream().filter(row -> row.error() != null).count();
            assertThat(answer.getLong("rejected")).isEqualTo(rejected);
            assertThat(answer.getLong("accepted")).isEqualTo(cases.size() - rejected);
            assertThat(rejected).isGreaterThan(60);
        }
    }

    private static Pattern pattern(String error) {
        return Pattern.compile(
                Arrays.stream(error.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    private static byte[] bytes(String line) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String text = line.endsWith(END) ? line.substring(0, line.length() - 1) : line;
        Matcher notation = NOTATION.matcher(text);
        int at = 0;
        while (notation.find()) {
            bytes.writeBytes(text.substring(at, notation.start()).getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(meaning(notation));
            at = notation.end();
        }
        bytes.writeBytes(text.substring(at).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static byte[] meaning(Matcher notation) {
        if (notation.group(1) != null) {
            return notation.group(2).repeat(Integer.parseInt(notation.group(1))).getBytes(StandardCharsets.UTF_8);
        }
        if (notation.group(3) != null) {
            return HexFormat.of().parseHex(notation.group(3).replace(" ", ""));
        }
        return new byte[] {(byte) (notation.group(4).charAt(0) - '␀')};
    }
}
