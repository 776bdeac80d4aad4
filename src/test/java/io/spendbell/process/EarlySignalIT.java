package io.spendbell.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signals while a daemon still reads its configuration, which names a pipe that nobody has written to yet. */
@Timeout(90)
class EarlySignalIT {
    @TempDir
    Path folder;

    private Path pipe;
    private String config = "";

    @BeforeEach
    void makePipe() throws Exception {
        pipe = folder.resolve("environment");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        config = Files.writeString(folder.resolve("spendbell.yaml"), """
                spendbell:
                  environment: "file:%s"
                  store: memory
                  ingest: { tcp: { port: 0 }, http: { port: 0 } }
                """.formatted(pipe))
                .toString();
    }

    /** Opening it waits for the daemon to read. */
    private void write(SpendbellProcess daemon, String signal, String environment) throws Exception {
        try (OutputStream out = Files.newOutputStream(pipe)) {
            daemon.signal(signal);
            out.write(environment.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** SIGINT goes the same way, but not where whoever runs the tests ignores it: the JVM then does so too. */
    @Test
    void one_that_ends_it_ends_the_start_with_0() throws Exception {
        try (SpendbellProcess daemon = new SpendbellProcess(Map.of(), "run", "--config", config)) {
            write(daemon, "TERM", "first");

            assertThat(daemon.exitCode()).as(daemon.errors()).isZero();
            assertThat(daemon.errors()).doesNotContain("ERROR");
        }
    }

    @Test
    void one_that_reloads_is_heeded_once_it_has_started() throws Exception {
        try (SpendbellProcess daemon = new SpendbellProcess(Map.of(), "run", "--config", config)) {
            write(daemon, "HUP", "first");
            daemon.awaitReady();

            Files.writeString(pipe, "second");

            daemon.awaitError("The configuration was reloaded: environment");
            daemon.terminate();
            assertThat(daemon.exitCode()).as(daemon.errors()).isZero();
        }
    }
}
