package io.spendbell.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks at a replica every second. Safe for use from any thread. */
final class Watch implements Runnable {
    private final Daemon daemon;
    private final Load load;
    private final boolean readsStream;
    private final Path storeFile;
    private final LiveHeap liveHeap;
    private final PrintWriter out;
    private final Findings findings;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Sample> samples = new ArrayList<>();
    private final long begun = System.nanoTime();
    private int missed;
    private boolean saidThatItDied;

    /** @param out is told each sample as a line of comma-separated values */
    Watch(Daemon daemon, Load load, boolean readsStream, SoakConfig config, PrintWriter out, Findings findings) {
        this.daemon = daemon;
        this.load = load;
        this.readsStream = readsStream;
        this.storeFile = config.storeFile();
        this.liveHeap = new LiveHeap(config.folder());
        this.out = out;
        this.findings = findings;
    }

    @Override
    public void run() {
        try {
            while (!ended.await(1, TimeUnit.SECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        if (daemon.hasDied() && !saidThatItDied) {
            saidThatItDied = true;
            findings.add("a daemon has ended by itself");
        }
        try {
            add(sample());
        } catch (IOException | NumberFormatException e) {
            // It is away, or stands still.
            synchronized (this) {
                missed++;
            }
        } catch (IllegalStateException e) {
            findings.add(e.getMessage());
        }
    }

    private Sample sample() throws IOException, InterruptedException {
        Metrics metrics = Metrics.parse(daemon.get("/metrics").body());
        return new Sample(
                (System.nanoTime() - begun) / 1_000_000,
                daemon.pid(),
                daemon.residentMegabytes(),
                liveHeap.kilobytes(daemon.pid()),
                daemon.isReady(),
                metrics.get("spendbell_deliveries_waiting"),
                metrics.get("spendbell_deliveries_parked"),
                metrics.get("spendbell_intake_bytes"),
                readsStream ? metrics.get("spendbell_stream_pending") : 0,
                // An entry's id is a millisecond after that of the one before.
                readsStream ? metrics.thousandths("spendbell_stream_behind_seconds") : 0,
                load.waiting(),
                Files.exists(storeFile) ? Files.size(storeFile) : 0);
    }

    private synchronized void add(Sample sample) {
        samples.add(sample);
        out.println(sample.line());
        out.flush();
    }

    synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** The last sample in words. */
    synchronized String last() {
        if (samples.isEmpty()) {
            return "nothing learned yet";
        }
        Sample last = samples.get(samples.size() - 1);
        return "%d MB resident, %d wait".formatted(last.residentMegabytes(), last.waiting());
    }

    /** How many seconds nothing could be learned. */
    synchronized int missed() {
        return missed;
    }

    void end() {
        ended.countDown();
    }
}
