package io.spendbell.bench;

import java.io.IOException;

/** Signals that Java has no method for. */
public final class Signals {
    private Signals() {}

    /** Sends a signal by its name, such as {@code STOP}. */
    public static void send(String name, Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }
}
