package io.spendbell.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.spendbell.replay.SimulatedIntake;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ReplayCommandTest {
    private static final String ROW = "2023-11-16 18:15:46.6805900,374,44\n";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SimulatedIntake intake = new SimulatedIntake(vertx);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String address = "";
    private String trace = "";
    private String prices = "";

    @BeforeEach
    void prepare() throws Exception {
        address = "127.0.0.1:"
                + intake.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        trace = write("a.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\n" + ROW + ROW);
        prices = write("p.csv", "model,provider,input_usd_per_token,output_usd_per_token\nm,p,0.000001,0.000002\n");
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void sends_the_trace_and_sums_up() {
        int code = run("--trace", trace, "--prices", prices, "--teams", "1", "--totals");

        assertThat(code).isZero();
        String[] lines = out.toString().split("\n", -1);
        // Each row costs 374 × 0.000001 + 44 × 0.000002.
        assertThat(lines[0]).matches("2 events, 2 accepted, 0 rejected, 0 skipped, .* s, \\d+ events/s, 0.000924 USD");
        assertThat(lines[1]).isEqualTo("team_id,usd");
        assertThat(lines[2]).isEqualTo("team-00,0.000924");
        assertThat(intake.events()).hasSize(2);
    }

    @Test
    void times_end_now_unless_they_are_kept() {
        run("--trace", trace, "--prices", prices);
        run("--trace", trace, "--prices", prices, "--keep-times");

        Instant moved = Instant.parse(intake.events().get(0).getString("time"));
        assertThat(Duration.between(moved, Instant.now())).isLessThan(Duration.ofMinutes(1));
        assertThat(intake.events().get(3).getString("time")).isEqualTo("2023-11-16T18:15:46.680590Z");
    }

    @Test
    void the_token_is_sent_and_not_shown() {
        run("--trace", trace, "--prices", prices, "--token", "s3cret");

        assertThat(intake.tokens()).hasSize(1);
        assertThat(out.toString() + err).doesNotContain("s3cret");
    }

    @Test
    void a_line_that_is_no_event_is_told_and_makes_the_exit_code_1() throws IOException {
        String events = write("x.ndjson", "{\"event\":\"spend\",\"cost\":1}\nnope\n");

        int code = run("--trace", events);

        assertThat(code).isEqualTo(SpendbellCommand.FAILED);
        assertThat(err.toString()).contains(events + ":2 (expected: one JSON object)");
        assertThat(out.toString()).startsWith("1 events, 1 accepted, 0 rejected, 1 skipped");
    }

    @Test
    void without_a_daemon_the_exit_code_is_1() {
        address = "127.0.0.1:1";

        int code = run("--trace", trace, "--prices", prices);

        assertThat(code).isEqualTo(SpendbellCommand.FAILED);
        assertThat(err.toString()).startsWith("--to: 127.0.0.1:1 (expected: a running daemon's TCP intake)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--speed|0|--speed: 0 (expected: a number above 0, or max)",
                "--speed|-1|--speed: -1 (expected: a number above 0, or max)",
                "--speed|fast|--speed: fast (expected: a number above 0, or max)",
                "--keys|0|--keys: 0 (expected: a number from 1 to 1000000)",
                "--users|1000001|--users: 1000001 (expected: a number from 1 to 1000000)",
                "--teams|-1|--teams: -1 (expected: a number from 1 to 1000000)",
                "--prices|no.csv|--prices: no.csv (expected: a file that can be read)",
                "--seed|one|Invalid value for option '--seed'",
            })
    void a_bad_argument_is_told_with_exit_code_2(String name, String value, String message) {
        int code = run("--trace", trace, name, value);

        assertThat(code).isEqualTo(SpendbellCommand.BAD_ARGUMENTS);
        assertThat(err.toString()).startsWith(message);
        assertThat(intake.events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:", ":7781", "localhost:0", "localhost:65536", "a b:1", "::1:7781"})
    void an_address_needs_a_host_and_a_port(String to) {
        address = to;

        int code = run("--trace", trace, "--prices", prices);

        assertThat(code).isEqualTo(SpendbellCommand.BAD_ARGUMENTS);
        assertThat(err.toString()).startsWith("--to: " + to + " (expected: HOST:PORT");
    }

    @ParameterizedTest
    @CsvSource({"[::1]:7781,::1,7781", "daemon.example.com:1,daemon.example.com,1"})
    void addresses_may_be_names_and_ipv6(String to, String host, int port) {
        ReplayArguments arguments = new ReplayArguments(to, "1.5", 1, 1, 1);

        assertThat(arguments.faults()).isEmpty();
        assertThat(arguments.host()).isEqualTo(host);
        assertThat(arguments.port()).isEqualTo(port);
        assertThat(arguments.timesAsFast()).isEqualTo(1.5);
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--to", address));
        return new CommandLine(new ReplayCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private String write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }
}
