package io.spendbell.store.memory;

import io.spendbell.store.StoreOptions;
import io.spendbell.store.core.CalledStore;
import io.spendbell.store.core.TableStore;
import io.vertx.core.Future;
import java.util.function.Function;

/** A store that loses everything with the process. Each call is done at once, one at a time. */
public final class MemoryStore extends CalledStore {
    private final TableStore tables;
    private boolean closed;

    public MemoryStore(StoreOptions options) {
        this.tables = new TableStore(new MemoryTables(), options);
    }

    @Override
    public Future<Void> open() {
        return Future.succeededFuture();
    }

    @Override
    public synchronized Future<Void> close() {
        closed = true;
        return Future.succeededFuture();
    }

    @Override
    protected synchronized <T> Future<T> call(boolean writes, Function<TableStore, T> work) {
        if (closed) {
            return Future.failedFuture("store: closed (expected: open)");
        }
        try {
            return Future.succeededFuture(work.apply(tables));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
