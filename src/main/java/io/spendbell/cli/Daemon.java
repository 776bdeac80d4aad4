package io.spendbell.cli;

import io.spendbell.SpendbellVerticle;
import io.spendbell.StartEndedException;
import io.spendbell.cli.Signals.Told;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that is Spendbell: runs a verticle until it is told to end. */
final class Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final Duration MORE_THAN_THE_STAGES = Duration.ofMillis(800);

    private final Vertx vertx = vertx();
    private final Signals signals;

    /** A daemon that does what signals tell. */
    Daemon(Signals signals) {
        this.signals = signals;
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
        signals.tell(Told.END);
    }

    /**
     * Deploys the verticle.
     *
     * @return the deployment's id; null where the daemon was told to end while it waited for what it needs
     * @throws ExecutionException if it cannot be started; the cause says why
     */
    @Nullable
    String start(SpendbellVerticle verticle) throws ExecutionException, InterruptedException {
        CompletableFuture<String> deployment = vertx.deployVerticle(verticle)
                .onComplete(ignored -> signals.tell(Told.STARTED))
                .toCompletionStage()
                .toCompletableFuture();
        List<Told> forLater = awaitStart(verticle);
        signals.tellAgain(forLater);
        try {
            return deployment.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StartEndedException) {
                LOG.info("Told to end before everything had started");
                return null;
            }
            throw e;
        }
    }

    /** What it was told meanwhile, and is to do once it has started. */
    private List<Told> awaitStart(SpendbellVerticle verticle) throws InterruptedException {
        List<Told> meanwhile = new ArrayList<>();
        for (Told each = signals.next(); each != Told.STARTED; each = signals.next()) {
            if (each == Told.END) {
                verticle.endStart();
            }
            meanwhile.add(each);
        }
        return meanwhile;
    }

    /**
     * Waits until the daemon is told to end.
     *
     * @param reload is run, on this thread, whenever it is told to reload; also if that was before this call
     */
    void awaitEnd(Runnable reload) throws InterruptedException {
        while (signals.next() == Told.RELOAD) {
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
