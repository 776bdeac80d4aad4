package io.spendbell.soak;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * A Redis that ends without ado and comes back with an older snapshot, where nothing may be lost or repeated by it: what the
 * snapshot lacks, the replicas know that have lived since. The snapshot is made when nothing is under way, because what is
 * delivered, or taken off the stream, after it was made stands there as if it were still to be done.
 */
final class RedisSetBack {
    static final String NAME = "redis-set-back";

    private static final Duration UNTIL_AT_REST = Duration.ofSeconds(60);

    private final Replicas replicas;
    private final Load load;
    private final Stream stream;
    private final RedisFaults redis;
    private final Recovery recovery;
    private final Expected expected;
    private final Findings findings;

    RedisSetBack(
            Replicas replicas,
            Load load,
            Stream stream,
            RedisFaults redis,
            Recovery recovery,
            Expected expected,
            Findings findings) {
        this.replicas = replicas;
        this.load = load;
        this.stream = stream;
        this.redis = redis;
        this.recovery = recovery;
        this.expected = expected;
        this.findings = findings;
    }

    Fault fault() {
        return Fault.deafening(NAME, this::happen);
    }

    private void happen(RandomGenerator random) throws Exception {
        inSilence(this::saveAtRest);
        Thread.sleep(random.nextInt(3_000, 15_000));
        inSilence(this::setBack);
    }

    /** Does something while nobody sends, and all that was sent is counted. */
    private void inSilence(GivingBack.Loss action) throws Exception {
        load.fallSilent();
        try {
            recovery.await("the silence around " + NAME);
            recovery.awaitStream();
            action.happen();
        } finally {
            load.goOn();
        }
    }

    private void saveAtRest() throws Exception {
        Instant end = Instant.now().plus(UNTIL_AT_REST);
        do {
            while (!recovery.isAtRest()) {
                if (Instant.now().isAfter(end)) {
                    throw new PutOff();
                }
                Thread.sleep(200);
            }
            redis.save();
            // A notice of the daemon's own may have come just before.
        } while (!recovery.isAtRest());
    }

    private void setBack() throws Exception {
        LedgerCheck.compare(replicas, expected, findings);
        new GivingBack(replicas, findings).awaitAfter(() -> {
            redis.setBack();
            stream.lost();
        });
        recovery.await(NAME);
        LedgerCheck.compare(replicas, expected, findings);
    }
}
