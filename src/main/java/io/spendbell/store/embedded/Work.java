package io.spendbell.store.embedded;

import io.spendbell.store.core.TableStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Function;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** What is to be done on the store's thread, and whom to tell: on the context on which it was asked for, if any. */
final class Work<T> {
    private final boolean writes;
    private final boolean isLast;
    private final Function<TableStore, T> action;
    private final Promise<T> promise = ofCaller();
    private @Nullable T result;
    private @Nullable Throwable failure;

    Work(boolean writes, Function<TableStore, T> action) {
        this(writes, false, action);
    }

    private Work(boolean writes, boolean isLast, Function<TableStore, T> action) {
        this.writes = writes;
        this.isLast = isLast;
        this.action = action;
    }

    /** After which the file is closed; told once it is. */
    static Work<Boolean> last() {
        return new Work<>(true, true, store -> true);
    }

    boolean isLast() {
        return isLast;
    }

    Future<T> future() {
        return promise.future();
    }

    /** Whether it changes what is kept. */
    boolean writes() {
        return writes;
    }

    /**
     * Does the work as a whole. A failure of its own, such as a judge's, is kept for {@link #tell()}; it concerns nobody else.
     *
     * @throws MVStoreException where the file is at fault
     */
    void run(TableStore store) {
        try {
            result = store.doAsAWhole(action);
        } catch (MVStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** One whose future completes, and times out, on the caller's context. */
    private static <T> Promise<T> ofCaller() {
        Context caller = Vertx.currentContext();
        return caller == null ? Promise.promise() : ((ContextInternal) caller).promise();
    }

    /** The same answer, on the caller's context. */
    static <T> Future<T> answered(Future<T> answer) {
        Promise<T> here = ofCaller();
        answer.onComplete(here);
        return here.future();
    }

    void tell(Throwable why) {
        failure = why;
        tell();
    }

    void tell() {
        if (failure == null) {
            promise.tryComplete(result);
        } else {
            promise.tryFail(failure);
        }
    }
}
