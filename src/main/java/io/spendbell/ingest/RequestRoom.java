package io.spendbell.ingest;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Whether more of one request may be read at the moment: by what is under way over all ways in, and by what is held of unfinished items over all
 * requests. Confined to its context.
 */
final class RequestRoom {
    private static final long LOOK_AGAIN_MILLIS = 250;

    private final Vertx vertx;
    private final Context context;
    private final HttpShared shared;
    private final Runnable wake;
    private final HeldBytes.Part held;
    private Runnable forgetTurn = () -> {};
    private boolean waits;
    private boolean looksAgain;
    private boolean left;

    /**
     * The room of a request that holds nothing yet.
     *
     * @param wake is run when there may be room, after there was none
     */
    RequestRoom(Vertx vertx, HttpShared shared, Runnable wake) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.shared = shared;
        this.wake = wake;
        this.held = shared.held().part(context, this::wake);
    }

    boolean isThere() {
        if (!held.mayGrow()) {
            return false;
        }
        // What goes to disk takes no room of the intake's.
        if (shared.isSpoolWanted() || !shared.budget().isExhausted()) {
            return true;
        }
        if (!waits) {
            waits = true;
            forgetTurn = shared.budget().whenThereIsRoom(context, () -> {
                waits = false;
                wake();
            });
        }
        lookAgain();
        return false;
    }

    /** It holds so many bytes of an item that is not complete. */
    void hold(long bytes) {
        held.hold(bytes);
    }

    /** Nothing more of it is read. */
    void leave() {
        left = true;
        forgetTurn.run();
        held.leave();
    }

    private void wake() {
        if (!left) {
            wake.run();
        }
    }

    /** Nobody makes room where the store goes away, but then what comes may go to disk. */
    private void lookAgain() {
        if (shared.spool() != null && !looksAgain) {
            looksAgain = true;
            vertx.setTimer(LOOK_AGAIN_MILLIS, ignored -> {
                looksAgain = false;
                if (waits) {
                    wake();
                }
            });
        }
    }
}
