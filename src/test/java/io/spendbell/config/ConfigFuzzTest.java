package io.spendbell.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file says, it is read or refused with faults; nothing is thrown. */
class ConfigFuzzTest {
    private static final int MUTANTS = 2500;
    private static final List<String> SCRAPS = List.of(
            "null",
            "no",
            "-1",
            "1e99",
            "1e-99",
            ".nan",
            "\"\"",
            "[]",
            "{}",
            "&a ",
            "*a",
            "<<: *a",
            "? ",
            "!x ",
            "\n",
            "\t",
            "- ",
            ": ",
            "os.environ/X",
            "${X}",
            "${",
            "file:/",
            "file:/dev/null",
            "file:\u0000",
            "https://",
            "https://[",
            "https://a:99999/",
            "[z-a]",
            "*********",
            "\u0000",
            "\ud800",
            "\ud83d\ude00",
            "\u202e",
            "99999999999999999999",
            "--- ",
            "...",
            "|\n",
            ">-\n",
            "%",
            "@",
            "`",
            "'",
            "\"",
            "#",
            ",",
            "]",
            "}",
            "[[[[[",
            "{{{{{");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void mutated_files_are_read_or_refused(long seed) throws IOException {
        Random random = new Random(seed);
        List<String> seeds = fixtures();
        for (int i = 0; i < MUTANTS; i++) {
            String text = seeds.get(random.nextInt(seeds.size()));
            for (int change = random.nextInt(4); change >= 0; change--) {
                text = mutated(text, random);
            }
            check(text);
        }
    }

    @FuzzTest(maxDuration = "5m")
    void found_files_are_read_or_refused(byte[] file) {
        check(new String(file, StandardCharsets.UTF_8));
    }

    private static void check(String text) {
        assertThatCode(() -> {
                    LoadResult result = ConfigLoader.parse("x", text, Map.of("X", "x"), Deployment.DAEMON);
                    assertThat(result.config() == null)
                            .isEqualTo(!result.faults().isEmpty());
                    assertThat(result.faults())
                            .allMatch(fault -> fault.toString().lines().count() == 1);
                    assertThat(result.warnings()).allMatch(line -> line.lines().count() == 1);
                })
                .as(text)
                .doesNotThrowAnyException();
    }

    private static String mutated(String text, Random random) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(8));
        String scrap = SCRAPS.get(random.nextInt(SCRAPS.size()));
        return switch (random.nextInt(5)) {
            case 0 -> text.substring(0, from) + text.substring(to);
            case 1 -> text.substring(0, from) + scrap + text.substring(from);
            case 2 -> afterColon(text, from, scrap);
            case 3 -> text.substring(0, from) + text.substring(from / 2, to) + text.substring(to);
            default -> text.substring(0, from) + (char) random.nextInt(0x250) + text.substring(to);
        };
    }

    /** The value of the next key, replaced: such mutants stay YAML. */
    private static String afterColon(String text, int from, String scrap) {
        int colon = text.indexOf(": ", from);
        if (colon < 0) {
            return text + scrap;
        }
        int end = colon + 2;
        while (end < text.length() && ",}\n".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return text.substring(0, colon + 2) + scrap + text.substring(end);
    }

    private static List<String> fixtures() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "resources", "config"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(ConfigFuzzTest::text)
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
