package io.spendbell.soak;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What replicas do after Redis has lost something: each notices it and gives back what it knows, which it must in time. */
record GivingBack(Replicas replicas, Findings findings) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Has Redis lose something. */
    interface Loss {
        void happen() throws Exception;
    }

    /** Until each replica has done it. */
    void awaitAfter(Loss loss) throws Exception {
        Map<Daemon, Long> before = new HashMap<>();
        for (Daemon daemon : replicas.all()) {
            before.put(daemon, lossesNoticed(daemon));
        }
        loss.happen();
        Instant end = Instant.now().plus(PATIENCE);
        for (Daemon daemon : replicas.all()) {
            while (lossesNoticed(daemon) == before.get(daemon)) {
                if (Instant.now().isAfter(end)) {
                    findings.add("a replica has given nothing back " + PATIENCE.toSeconds()
                            + " s after Redis lost what it held");
                    return;
                }
                Thread.sleep(100);
            }
        }
    }

    private static long lossesNoticed(Daemon daemon) throws IOException, InterruptedException {
        return Metrics.parse(daemon.get("/metrics").body()).get("spendbell_store_wiped_total");
    }
}
