package io.spendbell.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stands in until it is written. */
@Command(name = "demo")
final class DemoCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return SpendbellCommand.FAILED;
    }
}
