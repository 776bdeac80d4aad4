package io.spendbell.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What befalls the daemons' processes and their clients' connections. */
final class DaemonFaults {
    private static final int MOST_FLOODED = 2_500;

    private final Replicas replicas;
    private final List<Sender> senders;
    private final Findings findings;

    DaemonFaults(Replicas replicas, List<Sender> senders, Findings findings) {
        this.replicas = replicas;
        this.senders = senders;
        this.findings = findings;
    }

    List<Fault> all() {
        List<Fault> all = new ArrayList<>(List.of(
                Fault.restarting("kill", this::kill),
                Fault.restarting("term", this::terminate),
                Fault.halting("pause", this::pause),
                Fault.harmless("flood", this::flood),
                Fault.harmless("network-cut", this::cut)));
        if (replicas.all().size() > 1) {
            all.add(Fault.restarting("kill-away", this::killForLonger));
        }
        return all;
    }

    private void kill(RandomGenerator random) throws IOException, InterruptedException {
        Daemon daemon = replicas.any(random);
        daemon.kill();
        daemon.start();
    }

    /** For longer than leases of deliveries last, and mostly than it takes until entries of a stream are claimed. */
    private void killForLonger(RandomGenerator random) throws IOException, InterruptedException {
        Daemon daemon = replicas.any(random);
        daemon.kill();
        Thread.sleep(random.nextInt(8_000, 30_000));
        for (Daemon other : replicas.all()) {
            if (other != daemon && !other.isReady()) {
                findings.add("a replica is not ready while another one is dead");
            }
        }
        daemon.start();
    }

    private void terminate(RandomGenerator random) throws IOException, InterruptedException {
        Daemon daemon = replicas.any(random);
        int exit = daemon.terminate();
        if (exit != 0) {
            findings.add("SIGTERM ended a daemon with " + exit + " (expected: 0)");
        }
        daemon.start();
    }

    /** Up to longer than a lease of deliveries and a post's time-out last. */
    private void pause(RandomGenerator random) throws IOException, InterruptedException {
        Daemon daemon = replicas.any(random);
        daemon.signal("STOP");
        try {
            Thread.sleep(random.nextInt(500, 14_000));
        } finally {
            daemon.signal("CONT");
        }
    }

    /** Waits until they had time to come in. */
    private void flood(RandomGenerator random) throws InterruptedException {
        senders.get(random.nextInt(senders.size())).flood(random.nextInt(100, MOST_FLOODED));
        Thread.sleep(1_000);
    }

    private void cut(RandomGenerator random) throws InterruptedException {
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            senders.get(random.nextInt(senders.size())).cut();
            Thread.sleep(random.nextInt(20, 600));
        }
    }
}
