package io.spendbell.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What a JVM's heap holds that is still in use, which resident memory does not tell: that has garbage too. It is asked by
 * {@code jcmd}, which has the heap collected; therefore once a minute. For one thread.
 */
final class LiveHeap {
    static final long UNKNOWN = -1;

    private static final int LOOKS_TO_A_MEASUREMENT = 60;
    private static final int PATIENCE_SECONDS = 5;

    private final Path answer;
    private long pid;
    private long kilobytes = UNKNOWN;
    private int looks;

    /** @param folder for what is asked */
    LiveHeap(Path folder) {
        answer = folder.resolve("histogram.txt");
    }

    /** As it was last measured of this process, in kB; {@link #UNKNOWN} where it could not be. To be asked once a second. */
    long kilobytes(long process) throws IOException, InterruptedException {
        if (process != pid) {
            pid = process;
            kilobytes = UNKNOWN;
            looks = 0;
        }
        if (looks++ % LOOKS_TO_A_MEASUREMENT == 0) {
            measure();
        }
        return kilobytes;
    }

    /** A process that stands still does not answer, and one that is being killed neither: then what was known counts. */
    private void measure() throws IOException, InterruptedException {
        Process asked = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .redirectOutput(answer.toFile())
                .start();
        if (!asked.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            asked.destroyForcibly().waitFor();
            return;
        }
        for (String line : Files.readAllLines(answer)) {
            if (line.startsWith("Total")) {
                kilobytes = Long.parseLong(line.strip().split(" +")[2]) / 1024;
            }
        }
    }
}
