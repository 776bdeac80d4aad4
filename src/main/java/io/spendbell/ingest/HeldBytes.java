package io.spendbell.ingest;

import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * How many bytes of items that are not complete yet may be held together, over all requests. Once it is half of that, requests wait
 * before more of them is read, but for a few that may go on to their end: so those that wait never hold what all the others wait for, and the other
 * half is enough for these few. Confined to one thread.
 */
final class HeldBytes {
    private final long limit;
    private final int mostFavoured;
    private final Queue<Part> waiters = new ArrayDeque<>();
    private long held;
    private int favoured;

    HeldBytes(long limit) {
        this.limit = limit;
        // One less, for whoever is below the half may grow by an item at once.
        this.mostFavoured = (int) Math.max(1, limit / 2 / ItemSplitter.LONGEST_ITEM - 1);
    }

    /**
     * The part of one request.
     *
     * @param wake is run on {@code context} when more of it may be read, after it was told that it may not
     */
    Part part(Context context, Runnable wake) {
        return new Part(context, wake);
    }

    private boolean isTight() {
        return held >= limit / 2;
    }

    /** As many at a time as there is room for, each of which may hold the longest item before it is counted. */
    private void wakeSome() {
        long turns = (limit / 2 - held) / ItemSplitter.LONGEST_ITEM + 1;
        int places = mostFavoured - favoured;
        for (long left = isTight() ? places : turns; left > 0; left--) {
            Part next = waiters.poll();
            if (next == null) {
                return;
            }
            next.context.runOnContext(ignored -> next.woken());
        }
    }

    /** What one request holds. */
    final class Part {
        private final Context context;
        private final Runnable wake;
        private long bytes;
        private boolean mayGoOn;
        private boolean waits;
        private boolean over;

        private Part(Context context, Runnable wake) {
            this.context = context;
            this.wake = wake;
        }

        /** Whether more of it may be read; if not, it is woken when it may ask again. */
        boolean mayGrow() {
            if (mayGoOn || !isTight()) {
                return true;
            }
            if (favoured < mostFavoured) {
                favoured++;
                mayGoOn = true;
                return true;
            }
            if (!waits) {
                waits = true;
                waiters.add(this);
            }
            return false;
        }

        /** It holds so many now. */
        void hold(long now) {
            held += now - bytes;
            boolean isLess = now < bytes;
            bytes = now;
            if (isLess) {
                wakeSome();
            }
        }

        /** Nothing more of it is read, and it holds nothing any more. */
        void leave() {
            if (over) {
                return;
            }
            over = true;
            waiters.remove(this);
            held -= bytes;
            bytes = 0;
            if (mayGoOn) {
                favoured--;
            }
            wakeSome();
        }

        private void woken() {
            waits = false;
            if (!over) {
                wake.run();
            } else {
                wakeSome();
            }
        }
    }
}
