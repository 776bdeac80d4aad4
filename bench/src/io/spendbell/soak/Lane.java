package io.spendbell.soak;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One fault after the other, at random moments, until it is told to end. Each comes once, in a random order, before any comes
 * again.
 */
final class Lane implements Runnable {
    private static final int LEAST_MILLIS_BETWEEN = 1_500;
    private static final int MOST_MILLIS_BETWEEN = 8_000;

    private final List<Fault> faults;
    private final Random random;
    private final Restarts restarts;
    private final Recovery recovery;
    private final FaultLog log;
    private final Findings findings;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Fault> bag = new ArrayList<>();

    /**
     * A lane.
     *
     * @param restarts when the daemon may be restarted
     * @param recovery what is awaited after each fault; null where the next may come at once
     */
    Lane(List<Fault> faults, long seed, Restarts restarts, Recovery recovery, FaultLog log, Findings findings) {
        this.faults = List.copyOf(faults);
        this.random = new Random(seed);
        this.restarts = restarts;
        this.recovery = recovery;
        this.log = log;
        this.findings = findings;
    }

    @Override
    public void run() {
        try {
            while (!ended.await(random.nextInt(LEAST_MILLIS_BETWEEN, MOST_MILLIS_BETWEEN), TimeUnit.MILLISECONDS)) {
                Fault next = next();
                if (next != null) {
                    happen(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Null where none of them may happen any more. */
    private Fault next() {
        boolean mayRestart = restarts.mayHappen();
        if (bag.stream().noneMatch(fault -> mayRestart || !fault.restarts())) {
            bag.clear();
            bag.addAll(faults);
            Collections.shuffle(bag, random);
        }
        for (Fault fault : bag) {
            if (mayRestart || !fault.restarts()) {
                bag.remove(fault);
                return fault;
            }
        }
        return null;
    }

    private void happen(Fault fault) throws InterruptedException {
        Instant from = Instant.now();
        try {
            fault.action().happen(random);
        } catch (PutOff e) {
            log.addPutOff(fault);
            return;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            findings.add(fault.name() + " could not be injected or put right: " + e);
        }
        Instant to = Instant.now();
        if (recovery != null) {
            recovery.await(fault.name());
        }
        log.add(fault, from, to, Duration.between(to, Instant.now()));
    }

    /** No further fault; the one that there is comes to its end. */
    void end() {
        ended.countDown();
    }
}
