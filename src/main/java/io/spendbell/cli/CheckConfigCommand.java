package io.spendbell.cli;

import io.spendbell.config.LoadResult;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Validates a configuration without starting anything. */
@Command(
        name = "check-config",
        mixinStandardHelpOptions = true,
        description = "Validates the configuration without starting; each fault on its own line, exit code 2.")
final class CheckConfigCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        LoadResult result = config.load(spec.commandLine().getErr());
        if (result.config() == null) {
            return SpendbellCommand.BAD_ARGUMENTS;
        }
        spec.commandLine().getOut().println(config.file() + ": fine");
        spec.commandLine().getOut().flush();
        return SpendbellCommand.FINE;
    }
}
