package io.spendbell.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The daemon at full load, after its warm-up.
 *
 * @param perSecond events a second, without the pauses
 * @param nanosPerEvent CPU of the daemon, user and system
 * @param bareNanosPerEvent CPU of the bare loop, in the pauses between the parts of the same load
 * @param bareAlone CPU of the bare loop with nothing beside it, before the load
 * @param withWarmUp CPU of the daemon from the first event after a cold start
 * @param idle resident memory before the load, in MB
 * @param peak the most that was resident, in MB
 * @param after resident memory after the load
 * @param alerts how many came
 * @param faults what is wrong with alerts and totals
 */
record Load(
        double perSecond,
        double nanosPerEvent,
        double bareNanosPerEvent,
        double bareAlone,
        double withWarmUp,
        long idle,
        long peak,
        long after,
        int alerts,
        List<String> faults) {
    private static final long PATIENCE_MILLIS = 3_000;
    private static final long SETTLING_MILLIS = 2_000;
    private static final int TIMES_ALONE = 16;

    /**
     * Measures it.
     *
     * @param flags what the bare loop's JVM is given
     * @param daemonFlags what the daemon's JVM is given in place of the shipped flags, or null
     */
    static Load measure(Path home, Path folder, Options options, List<String> flags, String daemonFlags)
            throws IOException, InterruptedException {
        try (Sink sink = new Sink();
                JavaProcess bareLoop = BareLoop.start(flags, options);
                JavaProcess sideBySide = BareLoop.start(flags, options)) {
            double alone = alone(bareLoop);
            try (DaemonProcess daemon =
                    new DaemonProcess(home, Config.load(folder, sink.url(), options.store()), daemonFlags)) {
                Thread.sleep(SETTLING_MILLIS);
                long idle = daemon.residentMegabytes();
                Parts parts = new Parts(options);
                parts.measure(daemon, bareLoop, sideBySide);
                long peak = daemon.peakMegabytes();
                List<JsonNode> alerts = sink.await(Integer.MAX_VALUE, PATIENCE_MILLIS);
                Check check = new Check(new Workload(options));
                List<String> faults = new ArrayList<>(check.alerts(alerts));
                if (!options.budgets()) {
                    faults.addAll(check.totals(daemon.httpPort()));
                }
                return new Load(
                        parts.perSecond(),
                        parts.nanosPerEvent(),
                        parts.bareNanosPerEvent(),
                        alone,
                        parts.withWarmUp(),
                        idle,
                        peak,
                        daemon.residentMegabytes(),
                        alerts.size(),
                        faults);
            }
        }
    }

    private static double alone(JavaProcess bareLoop) throws IOException {
        double nanos = 0;
        for (int i = 0; i < TIMES_ALONE; i++) {
            bareLoop.goOn();
            nanos += BareLoop.nanosPerEvent(bareLoop);
        }
        return nanos / TIMES_ALONE;
    }
}
