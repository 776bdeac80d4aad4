package io.spendbell.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stands in until the colleague's lands. */
@Command(name = "replay")
final class ReplayCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return SpendbellCommand.FAILED;
    }
}
