package io.spendbell.soak;

import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;

/** What befalls the daemon's process and its clients' connections. */
final class DaemonFaults {
    private final Daemon daemon;
    private final SoakConfig config;
    private final List<Sender> senders;
    private final Findings findings;
    private int version;

    DaemonFaults(Daemon daemon, SoakConfig config, List<Sender> senders, Findings findings) {
        this.daemon = daemon;
        this.config = config;
        this.senders = senders;
        this.findings = findings;
    }

    List<Fault> all() {
        return List.of(
                Fault.restarting("kill", true, random -> kill()),
                // What is under way at a SIGTERM is awaited for no longer than shutdown_timeout.
                Fault.restarting("term", true, random -> terminate()),
                Fault.losing("pause", this::pause),
                Fault.harmless("reload", this::reload),
                Fault.harmless("network-cut", this::cut));
    }

    private void kill() throws IOException, InterruptedException {
        daemon.kill();
        daemon.start();
    }

    private void terminate() throws IOException, InterruptedException {
        int exit = daemon.terminate();
        if (exit != 0) {
            findings.add("SIGTERM ended the daemon with " + exit + " (expected: 0)");
        }
        daemon.start();
    }

    /** Up to longer than a lease of deliveries and a post's time-out last. */
    private void pause(RandomGenerator random) throws IOException, InterruptedException {
        daemon.signal("STOP");
        try {
            Thread.sleep(random.nextInt(500, 14_000));
        } finally {
            daemon.signal("CONT");
        }
    }

    /** SIGHUP, a few times, each time with another file. */
    private void reload(RandomGenerator random) throws IOException, InterruptedException {
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            config.write(++version);
            daemon.signal("HUP");
            Thread.sleep(random.nextInt(100, 2_000));
        }
    }

    private void cut(RandomGenerator random) throws InterruptedException {
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            senders.get(random.nextInt(senders.size())).cut();
            Thread.sleep(random.nextInt(20, 600));
        }
    }
}
