package io.spendbell.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command that all others belong to. */
@Command(
        name = "spendbell",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Rings when LLM spend crosses a budget: durable, paced, once.",
        subcommands = {
            RunCommand.class,
            DemoCommand.class,
            CheckConfigCommand.class,
            SendTestCommand.class,
            ReplayCommand.class
        })
public final class SpendbellCommand implements Callable<Integer> {
    static final int FINE = 0;
    static final int FAILED = 1;
    static final int BAD_ARGUMENTS = 2;

    @Spec
    private CommandSpec spec;

    /** Runs a command line and tells the process's exit code. */
    public static int execute(String... args) {
        Logging.configure();
        return new CommandLine(new SpendbellCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return BAD_ARGUMENTS;
    }
}
