package io.spendbell.soak;

import java.time.Duration;
import java.time.Instant;

/**
 * FLUSHALL, where nothing may be lost by it: each replica gives back what it knows, so all that counts must be known to one that
 * lives. Therefore senders are silent meanwhile, all is acknowledged, the stream is drained, and what was raised before a
 * replica was last started is delivered. Alerts raised since may wait, be under way or be parked.
 */
final class RedisWipe {
    static final String NAME = "redis-wipe";

    private static final Duration UNTIL_SETTLED = Duration.ofSeconds(60);
    /** Within it replicas touch each team again, and learn what of theirs others delivered. */
    private static final Duration SINCE_START = Duration.ofSeconds(10);

    private final Replicas replicas;
    private final Load load;
    private final Stream stream;
    private final RedisFaults redis;
    private final Recovery recovery;
    private final Expected expected;
    private final Findings findings;

    RedisWipe(
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
        return Fault.deafening(NAME, random -> happen());
    }

    private void happen() throws Exception {
        Instant lastStart = replicas.lastStart();
        awaitNothingOlder(lastStart);
        load.fallSilent();
        try {
            recovery.await("the silence before redis-wipe");
            recovery.awaitStream();
            LedgerCheck.compare(replicas, expected, findings);
            load.scripts().forEach(script -> script.forgetRungBefore(lastStart));
            expected.mayBeForgottenBefore(lastStart);
            new GivingBack(replicas, findings).awaitAfter(() -> {
                redis.flush();
                stream.lost();
            });
            LedgerCheck.compare(replicas, expected, findings);
        } finally {
            load.goOn();
        }
    }

    private void awaitNothingOlder(Instant lastStart) throws InterruptedException, PutOff {
        Instant end = Instant.now().plus(UNTIL_SETTLED);
        while (Instant.now().isBefore(lastStart.plus(SINCE_START)) || recovery.isLeftFromBefore(lastStart)) {
            if (Instant.now().isAfter(end)) {
                throw new PutOff();
            }
            Thread.sleep(200);
        }
    }
}
