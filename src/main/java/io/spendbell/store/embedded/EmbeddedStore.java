package io.spendbell.store.embedded;

import io.spendbell.store.Outbox;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.core.CalledStore;
import io.spendbell.store.core.TableStore;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store in a file of this process's own. The file is opened, used and closed by one thread. */
public final class EmbeddedStore extends CalledStore {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStore.class);

    private final StoreThread thread;
    private final TellingOutbox outbox = new TellingOutbox(super.outbox());
    private State state = State.NEW;

    private enum State {
        NEW,
        OPEN,
        CLOSED
    }

    /**
     * A store in a file.
     *
     * @param path the file; it and its folders are made where they are missing
     * @param forcesToDisk whether each commit is forced to the disk, to survive a loss of power; otherwise it survives the
     *     end of the process
     */
    public EmbeddedStore(Path path, boolean forcesToDisk, StoreOptions options) {
        this(new Place(path, "", forcesToDisk, options));
    }

    EmbeddedStore(Place place) {
        this.thread = new StoreThread(place);
    }

    @Override
    public Future<Void> open() {
        synchronized (this) {
            if (state != State.NEW) {
                return Future.failedFuture("store: opened before (expected: to be opened once)");
            }
            state = State.OPEN;
        }
        thread.start();
        return this.<Boolean>call(false, store -> true)
                .<Void>mapEmpty()
                .recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
    }

    @Override
    public @Nullable String writeFault() {
        return thread.fault();
    }

    @Override
    public Outbox outbox() {
        return outbox;
    }

    /** What could not be noted of deliveries is handed over once more before the file is closed. */
    @Override
    public Future<Void> close() {
        outbox.tellWhatIsLeft()
                .onFailure(failure -> LOG.warn(
                        "What was posted last could not be noted; it is posted again after the next start: {}",
                        failure.toString()));
        Work<Boolean> last = Work.last();
        synchronized (this) {
            boolean wasOpen = state == State.OPEN;
            state = State.CLOSED;
            if (!wasOpen) {
                return Future.succeededFuture();
            }
            thread.add(last);
        }
        return last.future().mapEmpty();
    }

    @Override
    protected <T> Future<T> call(boolean writes, Function<TableStore, T> action) {
        Work<T> work = new Work<>(writes, action);
        synchronized (this) {
            if (state != State.OPEN) {
                return Future.failedFuture(
                        "store: " + (state == State.NEW ? "not open yet" : "closed") + " (expected: open)");
            }
            thread.add(work);
        }
        return work.future();
    }
}
