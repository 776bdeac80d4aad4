package io.spendbell.soak;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The channel that is a way in, and what is published there: an alert each second, with an id. Nobody acknowledges it; Redis
 * only says how many heard it. Safe for use from any thread.
 */
final class Channel implements Runnable, AutoCloseable {
    private static final int MILLIS_BETWEEN = 1_000;
    /** After the start. */
    private static final int SECONDS_UNTIL_HEARD = 10;

    private static final int PATIENCE_MILLIS = 3_000;

    private final Vertx vertx;
    private final String uri;
    private final String name;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Published> published = new ArrayList<>();
    private boolean silent;

    /** An alert of which Redis said how many had heard it. */
    private record Published(String marker, Instant at, long heardBy) {}

    /**
     * What became of what was published.
     *
     * @param all how many alerts
     * @param unheard of these, those that nobody heard, because a fault had made replicas deaf
     * @param gone of these, those that somebody heard who may have ended, or lost its connection, before it was taken
     */
    record Outcome(int all, int unheard, int gone) {}

    Channel(Vertx vertx, String uri, String namespace) {
        this.vertx = vertx;
        this.uri = uri;
        this.name = nameIn(namespace);
    }

    static String nameIn(String namespace) {
        return namespace + ":channel";
    }

    @Override
    public void run() {
        try {
            closed.await(SECONDS_UNTIL_HEARD, TimeUnit.SECONDS);
            for (int number = 0; !closed.await(MILLIS_BETWEEN, TimeUnit.MILLISECONDS); number++) {
                publish(Script.markerOfChannel(number));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What Redis did not answer may have been heard or not: nothing is expected of it. In a silence none is under way. */
    private synchronized void publish(String marker) throws InterruptedException {
        if (silent) {
            return;
        }
        Instant at = Instant.now();
        Redis client = Redis.createClient(vertx, uri);
        try {
            long heardBy = client.send(Request.cmd(Command.PUBLISH).arg(name).arg(Script.alertOnChannel(marker)))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .toLong();
            published.add(new Published(marker, at, heardBy));
        } catch (ExecutionException | TimeoutException e) {
            // It is away.
        } finally {
            client.close();
        }
    }

    synchronized void fallSilent() {
        silent = true;
    }

    synchronized void goOn() {
        silent = false;
    }

    /**
     * Whatever was heard must have come, and somebody must have heard all, but around faults that make replicas deaf.
     *
     * @param came the markers of what came
     */
    synchronized Outcome judge(Set<String> came, FaultLog faults, Findings findings) {
        int unheard = 0;
        int gone = 0;
        for (Published each : published) {
            boolean wasHeard = each.heardBy() > 0;
            if (wasHeard && came.contains(each.marker())) {
                continue;
            }
            if (!faults.mayHaveBeenDeaf(each.at())) {
                findings.add((wasHeard ? "lost: " : "deaf: ") + each.marker() + ", published at " + each.at()
                        + (wasHeard ? " and heard, did not reach the webhook" : ", was heard by nobody"));
            }
            if (wasHeard) {
                gone++;
            } else {
                unheard++;
            }
        }
        return new Outcome(published.size(), unheard, gone);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
