package io.spendbell;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was deployed, in order, so that it can be stopped in the opposite order within one time limit for all. Confined to one
 * context.
 */
final class Stages {
    private static final Logger LOG = LoggerFactory.getLogger(Stages.class);

    /** Even when the time is over each stage is given so much. */
    private static final long SHORTEST_MILLIS = 100;

    private final Vertx vertx;
    private final Executor outside = outside();
    private final Deque<Stage> running = new ArrayDeque<>();
    private long deadlineNanos = System.nanoTime();

    private record Stage(String name, Supplier<Future<?>> stop) {}

    Stages(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Deploys a verticle that somebody else stops. */
    Future<String> deployAlone(Deployable verticle) {
        return onItsOwn(() -> vertx.deployVerticle(verticle));
    }

    /** Deploys instances of a verticle. */
    Future<Void> deploy(String name, Supplier<? extends Deployable> verticle, int instances) {
        return onItsOwn(() -> vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances)))
                .onSuccess(id -> add(name, () -> vertx.undeploy(id)))
                .mapEmpty();
    }

    /**
     * Deploys from a thread that is not Vert.x's. What a verticle deploys from its own context becomes its child, and Vert.x
     * undeploys all children at once, in no order and before the verticle is asked to stop.
     */
    private Future<String> onItsOwn(Supplier<Future<String>> deploy) {
        Context context = vertx.getOrCreateContext();
        Promise<String> promise = Promise.promise();
        outside.execute(
                () -> deploy.get().onComplete(result -> context.runOnContext(ignored -> promise.handle(result))));
        return promise.future();
    }

    /** One thread for all deployments: every new one claims a part of the young space for itself. It ends a second after the last. */
    private static Executor outside() {
        return new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), run -> {
            Thread thread = new Thread(run, "spendbell-deploy");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Adds something that is started already. */
    void add(String name, Supplier<Future<?>> stop) {
        running.push(new Stage(name, stop));
    }

    /** How much is left of the time for stopping; nothing unless that has begun. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }

    /**
     * Stops all, the latest first. What fails or takes too long does not keep the others from being stopped.
     *
     * @param timeout for all together
     */
    Future<Void> stop(Duration timeout) {
        deadlineNanos = System.nanoTime() + timeout.toNanos();
        return stopNext();
    }

    private Future<Void> stopNext() {
        if (running.isEmpty()) {
            return Future.succeededFuture();
        }
        Stage stage = running.pop();
        return stage.stop()
                .get()
                .timeout(Math.max(SHORTEST_MILLIS, remaining().toMillis()), TimeUnit.MILLISECONDS)
                .onFailure(failure -> LOG.warn("Stopping {}: {}", stage.name(), failure.getMessage()))
                .transform(ignored -> stopNext());
    }
}
