package io.spendbell.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file under {@code config/} of the test resources says in its own comments what must be found in it:
 * {@code # expect: } a fault, {@code # warn: } a warning, both without the file's name, and {@code # env: NAME=value} what
 * the environment holds. Nothing may be missing and nothing more may be found.
 */
class ConfigFixturesTest {
    private static final Path FIXTURES = Path.of("src", "test", "resources", "config");

    static List<Path> fixtures() throws IOException {
        try (Stream<Path> files = Files.walk(FIXTURES)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void finds_what_the_fixture_says_and_nothing_else(Path fixture) throws IOException {
        LoadResult result = load(fixture);

        assertThat(result.faults())
                .extracting(Fault::toString)
                .containsExactlyInAnyOrderElementsOf(said(fixture, "expect"));
        assertThat(result.warnings()).containsExactlyInAnyOrderElementsOf(said(fixture, "warn"));
    }

    @Test
    void folders_are_what_they_are_called() throws IOException {
        for (Path fixture : fixtures()) {
            boolean faults = !said(fixture, "expect").isEmpty();
            boolean warnings = !said(fixture, "warn").isEmpty();
            String folder = FIXTURES.relativize(fixture).getName(0).toString();
            assertThat(folder).as(fixture.toString()).isEqualTo(faults ? "invalid" : warnings ? "warning" : "valid");
        }
    }

    private static LoadResult load(Path fixture) throws IOException {
        Map<String, String> environment = comments(fixture, "env").stream()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return ConfigLoader.load(fixture, environment);
    }

    private static List<String> said(Path fixture, String what) throws IOException {
        return comments(fixture, what).stream()
                .map(line -> fixture + ": " + line)
                .toList();
    }

    private static List<String> comments(Path fixture, String what) throws IOException {
        String mark = "# " + what + ": ";
        return Files.readAllLines(fixture).stream()
                .filter(line -> line.startsWith(mark))
                .map(line -> line.substring(mark.length()))
                .toList();
    }
}
