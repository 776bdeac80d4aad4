package io.spendbell;

import io.spendbell.cli.SpendbellCommand;

/** The command line's entry. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(SpendbellCommand.execute(args));
    }
}
