package io.spendbell.soak;

import java.util.List;

/** The table at the end, and what it says of memory and queues. */
final class Report {
    private static final double FLAT_MEMORY = 1.15;
    /** What a heap has from the beginning and touches one by one, in garbage too, before it is first collected as a whole. */
    private static final long UNTOUCHED_MEGABYTES = 22;
    /** What queues come to that one fault fills. */
    private static final long HEAP_OF_A_FAULT_KILOBYTES = 6 << 10;
    /** What comes in by a flood, and while a destination is away for as long as a fault lasts, for each of two destinations. */
    private static final long ALERTS_OF_A_FAULT = 5_200;

    /** Alerts of a flood are refused by nobody. */
    private static final long PARKED_BY_A_FAULT = 100;

    private static final long EVENTS_OF_A_FAULT_SECONDS = 40;
    private static final long INTAKE_BYTES = 1 << 20;
    /** What two replicas have under way at most. */
    private static final long STREAM_ENTRIES = 2_000;

    private static final long STORE_BYTES = 32 << 20;

    private final SoakOptions options;
    private final Findings findings;

    Report(SoakOptions options, Findings findings) {
        this.options = options;
        this.findings = findings;
    }

    /**
     * Prints it, with what is found wrong in the samples.
     *
     * @param stream null where there is none
     * @param published null where there is no channel
     */
    void print(
            Expected expected,
            Stream stream,
            Channel.Outcome published,
            Arrivals arrivals,
            FaultLog faults,
            List<Watch> watches,
            Arrivals.Verdict verdict) {
        System.out.println();
        row("minutes", "%.1f".formatted(options.time().toMillis() / 60_000.0));
        row("seed", Long.toString(options.seed()));
        row("events", "%,d".formatted(expected.events()));
        if (stream != null) {
            row("  of these by the stream", "%,d".formatted(stream.added()));
        }
        row("alerts", "%,d expected, %,d came".formatted(expected.alerts().size(), arrivals.count()));
        if (published != null) {
            row(
                    "published on a channel besides",
                    "%,d, of which %,d were heard by nobody and %,d lost with who heard them, around faults"
                            .formatted(published.all(), published.unheard(), published.gone()));
        }
        row("lost", Integer.toString(verdict.lost()));
        row("doubled", Integer.toString(verdict.doubled()));
        row("raised anew, not known of old", Integer.toString(verdict.unknown()));
        row("repeated after a lost answer", Integer.toString(verdict.repeats()));
        row("accounts that a wipe may have taken", "%,d".formatted(expected.mayBeForgotten()));
        row("notices of the daemon's own", Integer.toString(arrivals.notices()));
        row("told by a number only, in a fold", Integer.toString(arrivals.unnamed()));
        faults.tallies()
                .forEach((name, tally) -> row(
                        "  " + name,
                        "%,d, recovered in at most %.1f s"
                                .formatted(
                                        tally.count(), tally.longestRecovery().toMillis() / 1000.0)));
        faults.putOff().forEach((name, times) -> row("  " + name + ", put off", "%,d times".formatted(times)));
        int replica = 0;
        for (Watch watch : watches) {
            List<Sample> samples = watch.samples();
            long unready = samples.stream().filter(sample -> !sample.isReady()).count() + watch.missed();
            System.out.printf("%nReplica %d, %,d s of them not ready or away.%n", ++replica, unready);
            courses(Course.ofLongestProcess(samples));
        }
    }

    private void courses(List<Sample> samples) {
        if (samples.isEmpty()) {
            findings.add("nothing was learned of the daemon's memory");
            return;
        }
        long seconds =
                (samples.get(samples.size() - 1).atMillis() - samples.get(0).atMillis()) / 1000;
        System.out.printf(
                "Its process that lived the longest, %,d s: median of its second and its last fifth, and the most%n",
                seconds);
        course("resident, MB", Course.of(samples, Sample::residentMegabytes), FLAT_MEMORY, UNTOUCHED_MEGABYTES);
        heap(samples.stream()
                .filter(sample -> sample.liveHeapKilobytes() != LiveHeap.UNKNOWN)
                .toList());
        course("alerts that wait", Course.of(samples, Sample::waiting), 1, ALERTS_OF_A_FAULT);
        course("alerts that are parked", Course.of(samples, Sample::parked), 1, PARKED_BY_A_FAULT);
        course("intake, bytes", Course.of(samples, Sample::intakeBytes), 1, INTAKE_BYTES);
        course("stream, entries pending", Course.of(samples, Sample::streamPending), 1, STREAM_ENTRIES);
        course("stream, entries behind", Course.of(samples, Sample::streamBehind), 1, eventsOfAFault());
        course("events not acknowledged", Course.of(samples, Sample::unacknowledged), 1, eventsOfAFault());
        course("store, bytes", Course.of(samples, Sample::storeBytes), 2, STORE_BYTES);
    }

    private void heap(List<Sample> measured) {
        if (measured.size() < Course.PARTS) {
            row("heap in use, kB", "not measured: no jcmd answered");
            return;
        }
        course(
                "heap in use, kB",
                Course.of(measured, Sample::liveHeapKilobytes),
                FLAT_MEMORY,
                HEAP_OF_A_FAULT_KILOBYTES);
    }

    private long eventsOfAFault() {
        return options.rate() * EVENTS_OF_A_FAULT_SECONDS;
    }

    private void course(String name, Course course, double share, long allowance) {
        row(name, "%,d  %,d  %,d".formatted(course.early(), course.late(), course.most()));
        if (!course.isFlat(share, allowance)) {
            findings.add(name + ": " + course.late() + " late, " + course.early() + " early (expected: at most " + share
                    + " times as much" + (allowance == 0 ? "" : " and " + allowance) + ")");
        }
    }

    private static void row(String name, String value) {
        System.out.printf("%-36s %s%n", name, value);
    }
}
