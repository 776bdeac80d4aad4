package io.spendbell.process;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The moments at which daemons are killed: most of them under load, every fourth between the start of the process and the moment
 * at which it would be ready. Safe for use from any thread; daemons are started one after the other.
 */
final class Kills {
    private static final int ONE_EARLY_IN = 4;
    private static final int LEAST_MILLIS = 50;
    private static final int MOST_MILLIS = 750;

    private final Vertx vertx;
    private final Random random;
    private final List<Kill> kills = new ArrayList<>();
    private Duration shortestStart = Duration.ofSeconds(30);
    private int early;

    /**
     * One of them.
     *
     * @param at when it was about to be killed
     * @param gone when it had ended
     */
    record Kill(Instant at, Instant gone) {}

    Kills(Vertx vertx, Random random) {
        this.vertx = vertx;
        this.random = random;
    }

    /** Whether the next daemon is to be killed before it is ready. */
    synchronized boolean nextIsEarly() {
        return kills.size() % ONE_EARLY_IN == ONE_EARLY_IN - 1;
    }

    /** Waits until it is ready, and remembers how long that took. */
    void awaitReady(SpendbellProcess daemon) throws InterruptedException {
        Instant begun = Instant.now();
        daemon.awaitReady();
        Duration start = Duration.between(begun, Instant.now());
        synchronized (this) {
            shortestStart = start.compareTo(shortestStart) < 0 ? start : shortestStart;
        }
    }

    /** Kills one that was started just now at any moment of its start. */
    void whileItStarts(SpendbellProcess daemon) throws InterruptedException {
        boolean ready =
                daemon.isReadyWithin(random.nextInt(1, (int) shortestStart().toMillis() + 1));
        kill(daemon);
        synchronized (this) {
            early += ready ? 0 : 1;
        }
    }

    /** Has it killed in a while. */
    void soon(SpendbellProcess daemon) {
        vertx.setTimer(random.nextInt(LEAST_MILLIS, MOST_MILLIS + 1), ignored -> {
            try {
                kill(daemon);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void kill(SpendbellProcess daemon) throws InterruptedException {
        Instant at = Instant.now();
        daemon.kill();
        synchronized (this) {
            kills.add(new Kill(at, Instant.now()));
            notifyAll();
        }
    }

    /** Waits until there were so many, which are due. */
    synchronized void await(int count) throws InterruptedException {
        Instant end = Instant.now().plusMillis(10L * MOST_MILLIS);
        while (kills.size() < count) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("no kill though it is due");
            }
            wait(MOST_MILLIS);
        }
    }

    private synchronized Duration shortestStart() {
        return shortestStart;
    }

    synchronized int count() {
        return kills.size();
    }

    /** How many fell before the daemon was ready. */
    synchronized int early() {
        return early;
    }

    synchronized List<Kill> all() {
        return List.copyOf(kills);
    }
}
