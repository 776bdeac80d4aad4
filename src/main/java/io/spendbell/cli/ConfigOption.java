package io.spendbell.cli;

import io.spendbell.config.ConfigLoader;
import io.spendbell.config.Deployment;
import io.spendbell.config.LoadResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --config}, and the reading of the file that it names. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "config/spendbell.yaml",
            description = "The configuration; by default ${DEFAULT-VALUE}.")
    private Path file = Path.of("config", "spendbell.yaml");

    Path file() {
        return file;
    }

    /** Reads the file, and writes each fault and warning on a line of its own. */
    LoadResult load(PrintWriter faults) {
        LoadResult result = ConfigLoader.load(file, System.getenv(), Deployment.DAEMON);
        result.faults().forEach(faults::println);
        result.warnings().forEach(warning -> faults.println("warning: " + warning));
        faults.flush();
        return result;
    }
}
