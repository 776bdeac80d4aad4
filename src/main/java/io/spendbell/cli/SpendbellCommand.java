package io.spendbell.cli;

import java.util.List;
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
        description = "Rings when LLM spend crosses a budget: durable, paced, once.")
public final class SpendbellCommand implements Callable<Integer> {
    static final int FINE = 0;
    static final int FAILED = 1;
    static final int BAD_ARGUMENTS = 2;

    /** In the order in which help names them. */
    private static final List<Class<?>> COMMANDS = List.of(
            RunCommand.class, DemoCommand.class, CheckConfigCommand.class, SendTestCommand.class, ReplayCommand.class);

    @Spec
    private CommandSpec spec;

    /** Runs a command line and tells the process's exit code. */
    public static int execute(String... args) {
        DaemonLogging.chooseForVertx();
        CommandLine line = new CommandLine(new SpendbellCommand());
        // A reference to its method would keep picocli's largest class out of the class-data archive.
        for (Class<?> command : neededFor(args)) {
            line.addSubcommand(command);
        }
        return line.setCaseInsensitiveEnumValuesAllowed(true).execute(args);
    }

    /** Where the first word names a command picocli need not look at the others, which would take a good part of a start. */
    private static List<Class<?>> neededFor(String... args) {
        List<Class<?>> named = COMMANDS.stream()
                .filter(command -> args.length > 0
                        && command.getAnnotation(Command.class).name().equals(args[0]))
                .toList();
        return named.isEmpty() ? COMMANDS : named;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return BAD_ARGUMENTS;
    }
}
