package io.spendbell.store.embedded;

import io.spendbell.store.StoreUnusableException;
import io.spendbell.store.core.Leases;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that touches the file. Whatever waits while a commit is written is done together next, and told once that
 * is written. Where a commit cannot be written all of its work is failed, and the next work begins with the file as it was
 * when a commit last succeeded. Nobody else has a reference to the thread, so that nobody interrupts it: that would close
 * the file.
 */
final class StoreThread {
    private static final Logger LOG = LoggerFactory.getLogger(StoreThread.class);
    private static final String UNWRITTEN = "the store's file cannot be written";
    private static final long TIDY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Place place;
    private final BlockingQueue<Work<?>> queue = new LinkedBlockingQueue<>();
    private final Leases leases = new Leases();

    /** Null while the file is not open: before the first work, and after a failed one. */
    private @Nullable StoreFile file;

    private long durableVersion = Opening.NEWEST;
    private volatile @Nullable String fault;
    private long tidied = System.nanoTime();

    StoreThread(Place place) {
        this.place = place;
    }

    void start() {
        Thread thread = new Thread(this::run, "spendbell-store");
        thread.setDaemon(true);
        thread.start();
    }

    /** Why what was to be written last was not; null where the last write succeeded. May be called from any thread. */
    @Nullable
    String fault() {
        return fault;
    }

    /** Hands over work to be done in its turn. Nothing may come after the last. */
    void add(Work<?> work) {
        queue.add(work);
    }

    private void run() {
        boolean goesOn = true;
        while (goesOn) {
            List<Work<?>> group = nextGroup();
            if (!group.isEmpty()) {
                doTogether(group);
                goesOn = group.stream().noneMatch(Work::isLast);
            }
            if (goesOn) {
                tidyWhenDue();
            }
        }
    }

    private List<Work<?>> nextGroup() {
        List<Work<?>> group = new ArrayList<>();
        try {
            Work<?> first = queue.poll(TIDY_NANOS, TimeUnit.NANOSECONDS);
            if (first != null) {
                group.add(first);
                queue.drainTo(group);
            }
        } catch (InterruptedException e) {
            LOG.warn("Somebody interrupted the store's thread; it goes on");
        }
        return group;
    }

    /** An error is no reason to stop either: a thread that is gone would leave everybody without an answer. */
    private void doTogether(List<Work<?>> group) {
        try {
            write(group);
            leases.stand();
            group.forEach(Work::tell);
        } catch (StoreUnusableException e) {
            giveUp(group, e);
        } catch (RuntimeException e) {
            giveUp(group, place.unwritable(e));
        } catch (Throwable e) {
            LOG.error("An error on the store's thread; it goes on with what was durable before", e);
            giveUp(group, place.unwritable(e));
        }
    }

    private void write(List<Work<?>> group) {
        StoreFile open = file;
        if (open == null) {
            boolean wasNeverOpen = durableVersion == Opening.NEWEST;
            if (wasNeverOpen && group.stream().allMatch(Work::isLast)) {
                return;
            }
            open = StoreFile.open(place, leases, durableVersion);
            file = open;
        }
        for (Work<?> work : group) {
            work.run(open.store());
        }
        if (group.stream().anyMatch(Work::isLast)) {
            open.close();
            file = null;
        } else if (group.stream().anyMatch(Work::writes)) {
            commit(open);
        }
        durableVersion = open.durableVersion();
    }

    /** A commit of what has changed nothing writes nothing, and shows nothing of the disk. */
    private void commit(StoreFile open) {
        if (fault != null) {
            open.touch();
        }
        open.commit();
        fault = null;
    }

    private void giveUp(List<Work<?>> group, StoreUnusableException why) {
        leases.takeBack();
        letGo();
        if (group.stream().anyMatch(Work::writes)) {
            fault = UNWRITTEN;
        }
        group.forEach(work -> work.tell(why));
    }

    private void tidyWhenDue() {
        if (System.nanoTime() - tidied < TIDY_NANOS) {
            return;
        }
        tidied = System.nanoTime();
        StoreFile open = file;
        if (fault != null) {
            writeAgain();
        } else if (open != null) {
            tidy(open);
        }
    }

    /** Whoever asks for nothing that is to be written is to know all the same when it can be. */
    private void writeAgain() {
        doTogether(List.of(new Work<>(true, store -> true)));
    }

    private void tidy(StoreFile open) {
        try {
            open.tidy();
            durableVersion = open.durableVersion();
        } catch (Throwable e) {
            LOG.error("The store's file could not be tidied; it is opened anew", e);
            letGo();
            fault = UNWRITTEN;
        }
    }

    private void letGo() {
        StoreFile broken = file;
        file = null;
        if (broken != null) {
            broken.abandon();
        }
    }
}
