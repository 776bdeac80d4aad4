package io.spendbell.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The parts of a load, from mark to mark, and the bare loop in the pauses between them, twice side by side: where others work
 * on the same cores, one of them may be twice as slow as the other, and each from second to second, for all alike.
 */
final class Parts {
    private final Options options;
    private final double[] cpuNanos = new double[Options.MARKS];
    private final double[] nanos = new double[Options.MARKS];
    private final double[] bareNanosPerEvent = new double[Options.MARKS];

    Parts(Options options) {
        this.options = options;
    }

    /** Sends the whole load. What the daemon does in a pause, such as compiling, counts for the part before it. */
    void measure(DaemonProcess daemon, JavaProcess bareLoop, JavaProcess sideBySide)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(daemon.tcpPort())));
        arguments.addAll(options.arguments());
        double cpuBefore = daemon.cpu().toNanos();
        long begun = System.nanoTime();
        try (JavaProcess generator =
                JavaProcess.start(List.of("-Xmx256m", "-XX:+UseSerialGC"), Generator.class, arguments)) {
            for (int part = 0; part < Options.MARKS; part++) {
                generator.next();
                nanos[part] = System.nanoTime() - begun;
                bareLoop.goOn();
                sideBySide.goOn();
                bareNanosPerEvent[part] =
                        (Double.parseDouble(bareLoop.next()) + Double.parseDouble(sideBySide.next())) / 2;
                double cpu = daemon.cpu().toNanos();
                cpuNanos[part] = cpu - cpuBefore;
                cpuBefore = cpu;
                begun = System.nanoTime();
                generator.goOn();
            }
            generator.await();
        }
    }

    double perSecond() {
        return 1e9 * eventsOfPart() / afterWarmUp(nanos);
    }

    double nanosPerEvent() {
        return afterWarmUp(cpuNanos) / eventsOfPart();
    }

    double bareNanosPerEvent() {
        return afterWarmUp(bareNanosPerEvent);
    }

    double withWarmUp() {
        return Arrays.stream(cpuNanos).sum() / options.events();
    }

    private double eventsOfPart() {
        return (double) options.events() / Options.MARKS;
    }

    private static double afterWarmUp(double[] ofParts) {
        return Arrays.stream(ofParts, Options.WARM_UP_MARKS, Options.MARKS)
                .average()
                .orElseThrow();
    }
}
