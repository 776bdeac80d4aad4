package io.spendbell.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example is compiled and run as the documentation says, beside the classes of the thin jar. */
class ExampleIT {
    @TempDir
    Path folder;

    @Test
    void spend_that_is_told_over_the_event_bus_rings_there_and_at_the_console() throws Exception {
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        withoutTests(),
                        "examples/SpendWatch.java",
                        "examples/spend-watch.yaml")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        String said = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said)
                .contains("spent 6.25 USD: {\"accepted\":1,\"rejected\":[]}")
                .doesNotContain("DEBUG")
                .contains("rang: Team Budget: Budget Crossed. Total Budget: 20 USD")
                .contains("Team research is over its budget")
                .doesNotContain("WARN");
    }

    /** As in the fat jar, which is not built yet: with what it has besides classes. */
    private static String withoutTests() {
        return "src/main/fat" + File.pathSeparator
                + Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.endsWith("test-classes"))
                        .collect(Collectors.joining(File.pathSeparator));
    }
}
