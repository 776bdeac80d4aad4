package io.spendbell.cli;

import io.spendbell.SpendbellVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
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
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

    /** What the daemon was told from outside. */
    private enum Told {
        END,
        RELOAD
    }

    /** A Vert.x for one process: no file cache, since nothing is served from files. */
    static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    Vertx running() {
        return vertx;
    }

    /** Ends {@link #awaitEnd}, at once or when it begins. */
    void end() {
        told.add(Told.END);
    }

    /**
     * Deploys the verticle and listens to signals: SIGTERM and SIGINT end the daemon, SIGHUP has it reload.
     *
     * @throws ExecutionException if it cannot be started; the cause says why
     */
    String start(SpendbellVerticle verticle) throws ExecutionException, InterruptedException {
        Signal.handle(new Signal("TERM"), signal -> end());
        Signal.handle(new Signal("INT"), signal -> end());
        Signal.handle(new Signal("HUP"), signal -> told.add(Told.RELOAD));
        return vertx.deployVerticle(verticle)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    /**
     * Waits until the daemon is told to end.
     *
     * @param reload is run, on this thread, whenever it is told to reload; also if that was before this call
     */
    void awaitEnd(Runnable reload) throws InterruptedException {
        while (told.take() == Told.RELOAD) {
            reload.run();
        }
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
