package io.spendbell.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/**
 * An embedded store that has no room to write: the system forbids the daemon, while it runs, to write to any place in a file
 * beyond some part of what its store's file has. Only where there is a {@code prlimit}.
 */
final class FullDisk {
    static final String NAME = "disk-full";

    private final Daemon daemon;
    private final Path storeFile;

    FullDisk(Daemon daemon, Path storeFile) {
        this.daemon = daemon;
        this.storeFile = storeFile;
    }

    static boolean isPossible() throws InterruptedException {
        try {
            return run("prlimit", "--version") == 0;
        } catch (IOException e) {
            return false;
        }
    }

    Fault fault() {
        return Fault.harmless(NAME, this::happen);
    }

    private void happen(RandomGenerator random) throws IOException, InterruptedException {
        limitTo(Long.toString(random.nextLong(Files.size(storeFile))));
        try {
            Thread.sleep(random.nextInt(500, 14_000));
        } finally {
            limitTo("unlimited");
        }
    }

    /** The soft limit, so that it can be lifted again. */
    private void limitTo(String bytes) throws IOException, InterruptedException {
        int exit = run("prlimit", "--pid", Long.toString(daemon.pid()), "--fsize=" + bytes + ":");
        if (exit != 0) {
            throw new IOException("prlimit ended with " + exit);
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
