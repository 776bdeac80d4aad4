package io.spendbell.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The daemon at full load, after its warm-up.
 *
 * @param perSecond events a second
 * @param nanosPerEvent CPU of the daemon, user and system
 * @param withWarmUp the same from the first event after a cold start
 * @param idle resident memory before the load, in MB
 * @param peak the most that was resident, in MB
 * @param after resident memory after the load
 * @param alerts how many came
 * @param faults what is wrong with alerts and totals
 */
record Load(
        double perSecond,
        double nanosPerEvent,
        double withWarmUp,
        long idle,
        long peak,
        long after,
        int alerts,
        List<String> faults) {
    private static final long PATIENCE_MILLIS = 3_000;
    private static final long SETTLING_MILLIS = 2_000;

    /**
     * Measures it.
     *
     * @param jvmFlags what the JVM is given in place of the shipped flags, or null
     */
    static Load measure(Path home, Path folder, Options options, String jvmFlags)
            throws IOException, InterruptedException {
        try (Sink sink = new Sink();
                DaemonProcess daemon =
                        new DaemonProcess(home, Config.load(folder, sink.url(), options.store()), jvmFlags)) {
            Thread.sleep(SETTLING_MILLIS);
            long idle = daemon.residentMegabytes();
            long[] cpu = new long[Options.MARKS + 1];
            long[] time = new long[Options.MARKS + 1];
            generate(daemon, options, cpu, time);
            long peak = daemon.peakMegabytes();
            List<JsonNode> alerts = sink.await(Integer.MAX_VALUE, PATIENCE_MILLIS);
            Check check = new Check(new Workload(options));
            List<String> faults = new ArrayList<>(check.alerts(alerts));
            if (!options.budgets()) {
                faults.addAll(check.totals(daemon.httpPort()));
            }
            int from = Options.WARM_UP_MARKS;
            double measured = (double) options.events() * (Options.MARKS - from) / Options.MARKS;
            return new Load(
                    measured / (time[Options.MARKS] - time[from]) * 1e9,
                    (cpu[Options.MARKS] - cpu[from]) / measured,
                    (double) (cpu[Options.MARKS] - cpu[0]) / options.events(),
                    idle,
                    peak,
                    daemon.residentMegabytes(),
                    alerts.size(),
                    faults);
        }
    }

    private static void generate(DaemonProcess daemon, Options options, long[] cpu, long[] time)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Java.command(List.of("-Xmx256m", "-XX:+UseSerialGC"), Generator.class));
        command.add(Integer.toString(daemon.tcpPort()));
        command.addAll(options.arguments());
        cpu[0] = daemon.cpu().toNanos();
        time[0] = System.nanoTime();
        Process generator = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int mark = 0;
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(generator.getInputStream(), StandardCharsets.US_ASCII))) {
            while (mark < Options.MARKS && said.readLine() != null) {
                mark++;
                time[mark] = System.nanoTime();
                cpu[mark] = daemon.cpu().toNanos();
            }
        }
        if (generator.waitFor() != 0 || mark < Options.MARKS) {
            throw new IOException("the generator ended early");
        }
    }
}
