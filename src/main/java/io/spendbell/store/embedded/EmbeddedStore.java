package io.spendbell.store.embedded;

import io.spendbell.store.StoreOptions;
import io.spendbell.store.core.CalledStore;
import io.spendbell.store.core.TableStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a file of this process's own. Work is done on one thread, which nobody interrupts: an interrupt would close
 * the file under the store. When a commit cannot be written its work is failed, and the next work begins by opening the
 * file anew, as it was when a commit last succeeded.
 */
public final class EmbeddedStore extends CalledStore {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStore.class);
    private static final long TIDY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int FOLDED_AT_ONCE = 5_000;

    private final Path path;
    private final boolean forcesToDisk;
    private final StoreOptions options;
    private final BlockingQueue<Work<?>> queue = new LinkedBlockingQueue<>();
    private @Nullable StoreFile file;
    private boolean closed;
    private long tidied = System.nanoTime();

    /** What is to be done, and whom to tell on which context. */
    private static final class Work<T> {
        private final boolean writes;
        private final Function<TableStore, T> action;
        private final @Nullable Context caller = Vertx.currentContext();
        private final Promise<T> promise = Promise.promise();
        private @Nullable T result;
        private @Nullable Throwable failure;

        Work(boolean writes, Function<TableStore, T> action) {
            this.writes = writes;
            this.action = action;
        }

        void run(TableStore store) {
            try {
                result = action.apply(store);
            } catch (RuntimeException e) {
                failure = e;
            }
        }

        void tell() {
            if (caller == null) {
                complete();
            } else {
                caller.runOnContext(ignored -> complete());
            }
        }

        void tell(Throwable why) {
            failure = why;
            tell();
        }

        private void complete() {
            if (failure == null) {
                promise.tryComplete(result);
            } else {
                promise.tryFail(failure);
            }
        }
    }

    /**
     * A store in a file.
     *
     * @param path the file; it and its folders are made where they are missing
     * @param forcesToDisk whether each commit is forced to the disk, to survive a loss of power; otherwise it survives the
     *     end of the process
     */
    public EmbeddedStore(Path path, boolean forcesToDisk, StoreOptions options) {
        this.path = path;
        this.forcesToDisk = forcesToDisk;
        this.options = options;
    }

    @Override
    public Future<Void> open() {
        Thread thread = new Thread(this::work, "spendbell-store");
        thread.setDaemon(true);
        thread.start();
        return this.<Boolean>call(false, store -> true).mapEmpty();
    }

    @Override
    public Future<Void> close() {
        Work<Boolean> end = new Work<>(true, store -> closed = true);
        queue.add(end);
        return end.promise.future().mapEmpty();
    }

    @Override
    protected <T> Future<T> call(boolean writes, Function<TableStore, T> action) {
        Work<T> work = new Work<>(writes, action);
        queue.add(work);
        return work.promise.future();
    }

    private void work() {
        List<Work<?>> group = new ArrayList<>();
        while (!closed) {
            group.clear();
            nextGroup(group);
            if (!group.isEmpty()) {
                doTogether(group);
            }
            tidyWhenDue();
        }
        group.clear();
        queue.drainTo(group);
        group.forEach(work -> work.tell(new IllegalStateException("store: closed (expected: open)")));
    }

    private void nextGroup(List<Work<?>> group) {
        try {
            Work<?> first = queue.poll(TIDY_NANOS, TimeUnit.NANOSECONDS);
            if (first != null) {
                group.add(first);
                queue.drainTo(group);
            }
        } catch (InterruptedException e) {
            LOG.warn("Somebody interrupted the store's thread; it goes on");
        }
    }

    private void doTogether(List<Work<?>> group) {
        try {
            StoreFile open = file;
            if (open == null) {
                open = StoreFile.open(path, forcesToDisk, options);
                file = open;
            }
            for (Work<?> work : group) {
                work.run(open.store());
            }
            if (closed) {
                open.close();
                file = null;
            } else if (group.stream().anyMatch(work -> work.writes)) {
                open.commit();
            }
            group.forEach(Work::tell);
        } catch (RuntimeException e) {
            abandon();
            group.forEach(work -> work.tell(e));
        }
    }

    private void tidyWhenDue() {
        StoreFile open = file;
        if (open == null || System.nanoTime() - tidied < TIDY_NANOS) {
            return;
        }
        tidied = System.nanoTime();
        try {
            open.tidy(FOLDED_AT_ONCE);
        } catch (RuntimeException e) {
            LOG.error("The store's file cannot be written; it is opened anew", e);
            abandon();
        }
    }

    /** Lets go of the file, so that the next work finds it as it was when a commit last succeeded. */
    private void abandon() {
        StoreFile broken = file;
        file = null;
        if (broken != null) {
            try {
                broken.abandon();
            } catch (RuntimeException e) {
                LOG.warn("The store's file could not be let go of", e);
            }
        }
    }
}
