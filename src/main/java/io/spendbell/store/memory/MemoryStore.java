package io.spendbell.store.memory;

import io.spendbell.alert.Alert;
import io.spendbell.store.Standing;
import io.spendbell.store.StoreOptions;
import io.spendbell.store.core.CalledStore;
import io.spendbell.store.core.Leases;
import io.spendbell.store.core.TableStore;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Function;

/** A store that loses everything with the process. Each call is done at once on the caller's thread, one at a time. */
public final class MemoryStore extends CalledStore {
    private final Leases leases = new Leases();
    private final TableStore tables;
    private State state = State.NEW;

    private enum State {
        NEW,
        OPEN,
        CLOSED
    }

    public MemoryStore(StoreOptions options) {
        this.tables = new TableStore(new MemoryTables(), options, leases);
    }

    @Override
    public synchronized Future<Void> open() {
        if (state != State.NEW) {
            return Future.failedFuture("store: opened before (expected: to be opened once)");
        }
        state = State.OPEN;
        return Future.succeededFuture();
    }

    @Override
    public synchronized Future<Void> close() {
        state = State.CLOSED;
        return Future.succeededFuture();
    }

    /** Takes in an alert whose deliveries were begun elsewhere, those that are not done as they stand. */
    public Future<Void> takeOver(Alert alert, Map<String, Standing> byDestination) {
        return call(true, store -> {
            store.takeOver(alert, byDestination);
            return null;
        });
    }

    @Override
    protected synchronized <T> Future<T> call(boolean writes, Function<TableStore, T> work) {
        if (state != State.OPEN) {
            return Future.failedFuture(
                    "store: " + (state == State.NEW ? "not open yet" : "closed") + " (expected: open)");
        }
        try {
            T result = tables.doAsAWhole(work);
            leases.stand();
            return Future.succeededFuture(result);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
