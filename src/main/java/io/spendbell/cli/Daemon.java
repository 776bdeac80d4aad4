package io.spendbell.cli;

import io.spendbell.SpendbellVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** A process that is Spendbell: runs a verticle until it is told to end. */
final class Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final Duration MORE_THAN_THE_STAGES = Duration.ofMillis(800);

    private final Vertx vertx = vertx();
    private final CountDownLatch end = new CountDownLatch(1);

    /** A Vert.x for one process: no file cache, since nothing is served from files. */
    static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    Vertx running() {
        return vertx;
    }

    /** Ends {@link #awaitEnd}. */
    void end() {
        end.countDown();
    }

    /**
     * Deploys the verticle and listens to signals: SIGTERM and SIGINT end the daemon.
     *
     * @throws ExecutionException if it cannot be started; the cause says why
     */
    String start(SpendbellVerticle verticle) throws ExecutionException, InterruptedException {
        Signal.handle(new Signal("TERM"), signal -> end());
        Signal.handle(new Signal("INT"), signal -> end());
        Signal.handle(
                new Signal("HUP"),
                signal -> LOG.warn("SIGHUP: reloading comes in a later release; the configuration stays as it is"));
        return vertx.deployVerticle(verticle)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    void awaitEnd() throws InterruptedException {
        end.await();
    }

    /** Stops the verticle within its time, then Vert.x. */
    void stop(String deployment, Duration timeout) {
        LOG.info("Stopping");
        wait(vertx.undeploy(deployment).toCompletionStage().toCompletableFuture(), timeout);
        close();
    }

    void close() {
        wait(vertx.close().toCompletionStage().toCompletableFuture(), MORE_THAN_THE_STAGES);
    }

    private static void wait(CompletableFuture<?> future, Duration timeout) {
        try {
            future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Stopping was cut short: {}", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
