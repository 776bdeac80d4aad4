package io.spendbell.alerting;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What was handed over and whose commit has not begun: the batch that is open, and behind it what finds no room there, which is not
 * decided before there is some. Bounded by the bytes that ways in may have under way. Confined to one thread.
 */
final class Gathered {
    private final Deque<HandedOver> waiting = new ArrayDeque<>();
    private OpenBatch open;

    Gathered(Decider decider) {
        this.open = new OpenBatch(decider);
    }

    void add(HandedOver events) {
        waiting.add(events);
    }

    /**
     * Has as many decided as there is room for in the open batch.
     *
     * @param mayPass whether what asks nothing of the store need not wait for it
     * @return how many passed
     */
    int fill(Instant now, boolean mayPass) {
        int passed = 0;
        for (HandedOver next = waiting.peek(); next != null && isOpenFor(next); next = waiting.peek()) {
            int before = next.taken();
            boolean waits = open.add(next, now, mayPass);
            if (!next.hasMore()) {
                waiting.remove();
            }
            if (!waits) {
                passed += next.taken() - before;
                next.answerIfDone();
            }
        }
        return passed;
    }

    private boolean isOpenFor(HandedOver next) {
        if (open.isEmpty()) {
            open = new OpenBatch(next.decider());
        }
        return open.takes(next);
    }

    /** Whether nothing waits for the open batch; after {@link #fill} nothing waits behind it either then. */
    boolean isEmpty() {
        return open.isEmpty();
    }

    /** The open batch, to be sealed; another one is open from now on. */
    OpenBatch take(Decider decider) {
        OpenBatch taken = open;
        open = new OpenBatch(decider);
        return taken;
    }

    void fail(Throwable cause) {
        open.fail(cause);
        waiting.forEach(each -> each.fail(cause));
        waiting.clear();
    }
}
