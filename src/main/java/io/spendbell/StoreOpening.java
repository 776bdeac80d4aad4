package io.spendbell;

import io.spendbell.store.Store;
import io.spendbell.store.StoreAwayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a store, and where that is away tries again until it is there. Confined to one context. */
final class StoreOpening {
    private static final Logger LOG = LoggerFactory.getLogger(StoreOpening.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Store store;
    private final Promise<Void> open = Promise.promise();
    private @Nullable String lastSaid;
    private long timer = -1;
    private boolean ended;

    StoreOpening(Vertx vertx, Store store) {
        this.vertx = vertx;
        this.store = store;
    }

    /**
     * Opens the store, however long that takes. Fails where trying again does not help, or where the opening is ended; the store is
     * closed then.
     */
    Future<Void> begin() {
        attempt(FIRST_PAUSE);
        return open.future();
    }

    private void attempt(Duration pause) {
        store.open().onComplete(result -> {
            if (ended) {
                return;
            }
            if (result.succeeded()) {
                opened();
            } else if (result.cause() instanceof StoreAwayException away) {
                say(String.valueOf(away.getMessage()));
                Duration longer = pause.multipliedBy(2);
                timer = vertx.setTimer(
                        pause.toMillis(),
                        ignored -> attempt(longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE));
            } else {
                open.fail(result.cause());
            }
        });
    }

    private void opened() {
        if (lastSaid != null) {
            LOG.info("The store is there: starting goes on");
        }
        open.complete();
    }

    private void say(String why) {
        if (!why.equals(lastSaid)) {
            LOG.warn("Starting waits for the store, which is tried again and again: {}", why);
            lastSaid = why;
        }
    }

    /** Opens it no more, closes it, and has the opening fail. Does nothing where it is open. */
    Future<Void> end(Throwable why) {
        if (ended || open.future().isComplete()) {
            return Future.succeededFuture();
        }
        ended = true;
        vertx.cancelTimer(timer);
        return store.close().onComplete(ignored -> open.tryFail(why));
    }
}
