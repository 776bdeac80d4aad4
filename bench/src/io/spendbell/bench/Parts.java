package io.spendbell.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The parts of a load, from mark to mark, and the bare loop in the pauses between them, twice side by side. Where others work
 * on the same cores, these are slower in one second than in the next, and one is slower than the other: what is compared
 * must meet the same.
 */
final class Parts {
    private final Options options;
    private final double[] cpuNanos = new double[Options.MARKS];
    private final double[] nanos = new double[Options.MARKS];
    private final double[] bareNanosPerEvent = new double[Options.MARKS];

    Parts(Options options) {
        this.options = options;
    }

    /** Sends the whole load. What the daemon does in a pause, such as compiling, counts as CPU of the part before it. */
    void measure(DaemonProcess daemon, JavaProcess bareLoop, JavaProcess sideBySide)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(daemon.tcpPort())));
        arguments.addAll(options.arguments());
        double cpuBefore = daemon.cpu().toNanos();
        long begun = System.nanoTime();
        try (JavaProcess generator =
                JavaProcess.start(List.of("-Xmx256m", "-XX:+UseSerialGC"), Generator.class, arguments)) {
            for (int part = 0; part < Options.MARKS; part++) {
                generator.await(Generator.MARK + (part + 1));
                nanos[part] = System.nanoTime() - begun;
                bareLoop.goOn();
                sideBySide.goOn();
                bareNanosPerEvent[part] =
                        ofBothCores(BareLoop.nanosPerEvent(bareLoop), BareLoop.nanosPerEvent(sideBySide));
                double cpu = daemon.cpu().toNanos();
                cpuNanos[part] = cpu - cpuBefore;
                cpuBefore = cpu;
                begun = System.nanoTime();
                generator.goOn();
            }
            generator.awaitEnd();
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

    /** What an event takes where each core works as long as the other: the slower one does fewer of them. */
    private static double ofBothCores(double ofOne, double ofOther) {
        return 2 / (1 / ofOne + 1 / ofOther);
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
