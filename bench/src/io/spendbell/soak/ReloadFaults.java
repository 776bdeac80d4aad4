package io.spendbell.soak;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** {@code SIGHUP} to all daemons, with files that can come into force and with such as cannot. For one thread. */
final class ReloadFaults {
    /** Posts under way are waited for, half a minute at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Daemon> daemons;
    private final List<SoakConfig> configs;
    private final Findings findings;
    private int version;

    /** @param configs of each of them */
    ReloadFaults(Replicas replicas, List<SoakConfig> configs, Findings findings) {
        this.daemons = replicas.all();
        this.configs = configs;
        this.findings = findings;
    }

    List<Fault> all() {
        return List.of(Fault.harmless("reload", this::reload), Fault.harmless("reload-broken", this::reloadBroken));
    }

    /** A few times, each time with another file. */
    private void reload(RandomGenerator random) throws IOException, InterruptedException {
        Map<Daemon, Long> before = reloads("applied");
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            version++;
            writeGood();
            hangUp();
            Thread.sleep(random.nextInt(100, 2_000));
        }
        await("applied", before);
    }

    /** With a file of which nothing may come into force. */
    private void reloadBroken(RandomGenerator random) throws IOException, InterruptedException {
        Map<Daemon, Long> before = reloads("refused");
        Map<Daemon, Long> applied = reloads("applied");
        try {
            for (SoakConfig config : configs) {
                config.writeBroken(random);
            }
            hangUp();
            await("refused", before);
        } finally {
            writeGood();
        }
        if (!applied.equals(reloads("applied"))) {
            findings.add("a broken configuration has come into force");
        }
    }

    private void writeGood() throws IOException {
        for (SoakConfig config : configs) {
            config.write(version);
        }
    }

    private void hangUp() throws IOException, InterruptedException {
        for (Daemon daemon : daemons) {
            daemon.signal("HUP");
        }
    }

    private void await(String outcome, Map<Daemon, Long> before) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        for (Daemon daemon : daemons) {
            while (reloads(daemon, outcome) <= before.get(daemon)) {
                if (Instant.now().isAfter(end)) {
                    findings.add("no configuration was " + outcome + " " + PATIENCE.toSeconds() + " s after SIGHUP");
                    return;
                }
                Thread.sleep(100);
            }
        }
    }

    private Map<Daemon, Long> reloads(String outcome) throws IOException, InterruptedException {
        Map<Daemon, Long> reloads = new HashMap<>();
        for (Daemon daemon : daemons) {
            reloads.put(daemon, reloads(daemon, outcome));
        }
        return reloads;
    }

    private static long reloads(Daemon daemon, String outcome) throws IOException, InterruptedException {
        String only = "spendbell_reloads_total{outcome=\"" + outcome + "\"";
        String lines = String.join(
                "\n",
                daemon.get("/metrics")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith(only))
                        .toList());
        return Metrics.parse(lines).get("spendbell_reloads_total");
    }
}
