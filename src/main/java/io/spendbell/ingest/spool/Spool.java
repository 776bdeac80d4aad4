package io.spendbell.ingest.spool;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue on disk for what came while the store was away. What waits to be written is written together. {@link #append} and {@link #isWanted} may be
 * called from any thread; all else is confined to the context that it was opened on, and its files to a thread of their own.
 */
public final class Spool {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final long LONGEST_CALL_SECONDS = 60;
    private static final String FULL = "full";

    private final Vertx vertx;
    private final SpoolFiles files;
    private final Supplier<@Nullable String> storeFault;
    private final SpoolMetrics metrics;
    private final WorkerExecutor disk;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private @Nullable Context own;
    private volatile @Nullable SpoolFeeder feeder;
    private boolean writing;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable String fault;

    @SuppressWarnings("ArrayRecordComponent") // two of them are never compared
    private record Pending(byte[] lines, Promise<Void> promise) {}

    /** There is no room for a batch. */
    public static final class FullException extends RuntimeException {
        private static final long serialVersionUID = 1;

        FullException() {
            super("spool: full (expected: to be asked again later)", null, false, false);
        }
    }

    /**
     * A spool that is not open yet.
     *
     * @param folder this daemon's own
     * @param maxBytes the most room that its files may take
     * @param storeFault why the store cannot be reached at the moment, or null
     */
    public Spool(
            Vertx vertx, Path folder, long maxBytes, Supplier<@Nullable String> storeFault, MeterRegistry registry) {
        this.vertx = vertx;
        this.files = new SpoolFiles(folder, maxBytes);
        this.storeFault = storeFault;
        this.metrics = new SpoolMetrics(registry);
        this.disk = vertx.createSharedWorkerExecutor(
                "spendbell-spool-" + UUID.randomUUID(), 1, LONGEST_CALL_SECONDS, TimeUnit.SECONDS);
    }

    /** Makes it ready; fails, with a message for a person, where the folder cannot be used or is in use. */
    public Future<Void> open() {
        own = vertx.getOrCreateContext();
        return onDisk(() -> {
                    files.open();
                    noteDamage();
                    return files.waiting();
                })
                .onSuccess(found -> {
                    waiting.set(found);
                    show();
                    if (found > 0) {
                        LOG.info("Spool: {} batches from before are handed on now", found);
                    }
                })
                .onFailure(failure -> disk.close())
                .mapEmpty();
    }

    /** Whether a batch should be spooled: nobody takes it yet, the store is away, or others that came before it wait here. */
    public boolean isWanted() {
        return feeder == null || waiting.get() > 0 || storeFault.get() != null;
    }

    /** Whether batches wait that the store does not have yet. May be called from any thread. */
    public boolean hasWaiting() {
        return waiting.get() > 0;
    }

    /** Whether the store is away as far as is known. */
    public boolean isStoreAway() {
        return storeFault.get() != null;
    }

    /** Why nothing can be spooled at the moment, though that is wanted; null where all is well. */
    public @Nullable String fault() {
        return isWanted() ? fault : null;
    }

    /**
     * Keeps a batch. Completes on the caller's context when it is durable on disk; fails with a {@link FullException} where there is no room, else with what
     * the disk said.
     *
     * @param lines as {@link SpooledLines} has them
     */
    public Future<Void> append(byte[] lines) {
        Context confined = own;
        if (confined == null) {
            return Future.failedFuture("spool: not open (expected: a started daemon)");
        }
        Context caller = vertx.getOrCreateContext();
        Promise<Void> kept = Promise.promise();
        Promise<Void> here = Promise.promise();
        here.future().onComplete(result -> caller.runOnContext(ignored -> kept.handle(result)));
        confined.runOnContext(ignored -> {
            pending.add(new Pending(lines, here));
            writeNext();
        });
        return kept.future();
    }

    private void writeNext() {
        if (writing || pending.isEmpty()) {
            return;
        }
        writing = true;
        List<Pending> together = List.copyOf(pending);
        pending.clear();
        onDisk(() -> write(together)).onComplete(result -> {
            writing = false;
            if (result.failed()) {
                together.forEach(each -> refuse(each, SpoolOutcome.FAILED, result.cause()));
            } else {
                together.forEach(each -> {
                    if (result.result().contains(each)) {
                        waiting.incrementAndGet();
                        fault = FULL.equals(fault) ? fault : null;
                        metrics.count(SpoolOutcome.KEPT);
                        each.promise().complete();
                    } else {
                        refuse(each, SpoolOutcome.FULL, new FullException());
                    }
                });
            }
            show();
            writeNext();
            if (feeder != null) {
                feeder.next();
            }
        });
    }

    private void refuse(Pending each, SpoolOutcome outcome, Throwable why) {
        String message = outcome == SpoolOutcome.FULL ? FULL : "cannot be written";
        if (!message.equals(fault)) {
            LOG.error("Spool: {}; what comes is refused until that has changed: {}", message, why.toString());
        }
        fault = message;
        metrics.count(outcome);
        each.promise().fail(why);
    }

    /** Those that there was room for. */
    private List<Pending> write(List<Pending> together) throws IOException {
        List<Pending> fitting = new ArrayList<>();
        long bytes = 0;
        for (Pending each : together) {
            if (files.hasRoomFor(bytes + each.lines().length)) {
                fitting.add(each);
                bytes += each.lines().length + SpoolFiles.HEADER;
            }
        }
        if (!fitting.isEmpty()) {
            files.append(fitting.stream().map(Pending::lines).toList());
        }
        return fitting;
    }

    /** Hands on what waits and what is to come, in order, from now on. */
    public void feed(SpoolFeeder to) {
        feeder = to;
        to.begin(this);
    }

    /** The next batch that was not read yet, or null. */
    Future<SpoolFiles.@Nullable Frame> read() {
        return onDisk(() -> {
            SpoolFiles.Frame frame = files.read();
            noteDamage();
            return frame;
        });
    }

    /** On the disk's thread. */
    private void noteDamage() {
        waiting.addAndGet(-files.takeLost());
        for (int i = files.takeDamages(); i > 0; i--) {
            metrics.count(SpoolOutcome.DAMAGED);
        }
    }

    /** Forgets batches, the oldest first, once the store has them. */
    Future<Void> done(SpoolFiles.Mark end, int batches) {
        waiting.addAndGet(-batches);
        fault = null;
        for (int i = 0; i < batches; i++) {
            metrics.count(SpoolOutcome.HANDED_ON);
        }
        return onDisk(() -> {
                    files.done(end, batches);
                    return files.bytes();
                })
                .onSuccess(ignored -> show())
                .mapEmpty();
    }

    /** Lets go of the folder, once what was begun is done. What is left is handed on by the next daemon. */
    public Future<Void> close() {
        Future<Void> fed = feeder == null ? Future.succeededFuture() : feeder.end();
        return fed.compose(ignored -> onDisk(() -> {
                    files.close();
                    return true;
                }))
                .<Void>mapEmpty()
                .eventually(() -> disk.close());
    }

    private void show() {
        metrics.show(waiting.get(), files.bytes());
    }

    private <T extends @Nullable Object> Future<T> onDisk(Callable<T> work) {
        return disk.executeBlocking(work);
    }
}
