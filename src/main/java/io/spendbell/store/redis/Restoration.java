package io.spendbell.store.redis;

import io.spendbell.store.Wiped;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far an emptied Redis has back what this process remembers: first totals, claims and windows, then what was not
 * delivered. Confined to one context.
 */
final class Restoration {
    private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);

    private final Epoch epoch;
    private final PutBack deliveries;
    private final Deque<Remembered> pieces = new ArrayDeque<>();
    private volatile Consumer<Wiped> listener = wiped -> {};
    private boolean underWay;
    private int accounts;
    private int claims;
    private int windows;

    Restoration(Epoch epoch, PutBack deliveries) {
        this.epoch = epoch;
        this.deliveries = deliveries;
    }

    void onWiped(Consumer<Wiped> who) {
        listener = who;
    }

    /** Begins with what is thought of a Redis that was emptied. */
    void begin(Thoughts thoughts) {
        pieces.addAll(Remembered.of(thoughts));
        underWay = true;
    }

    boolean isUnderWay() {
        return underWay;
    }

    /** What is to be given back next; null where only deliveries are left, or nothing. */
    @Nullable
    Remembered next() {
        return pieces.peekFirst();
    }

    /** Notes that Redis has a piece. */
    void done(Remembered piece, Plan plan) {
        pieces.remove(piece);
        accounts += plan.accountTexts().written().size();
        claims += plan.claimEnds().written().size();
        windows += plan.windows().written().size();
    }

    /** Puts deliveries back and tells what was given back in all. */
    Future<Boolean> finish(Instant now) {
        return deliveries.putBack(now).map(count -> {
            Wiped wiped = new Wiped(epoch.known(), epoch.wasSetBack(), accounts, claims, windows, count);
            underWay = false;
            accounts = 0;
            claims = 0;
            windows = 0;
            LOG.warn(
                    "Redis has back what this process remembers and it lacked: totals of {} accounts, {} claims, {} windows, {} deliveries",
                    wiped.accounts(),
                    wiped.claims(),
                    wiped.windows(),
                    wiped.deliveries());
            listener.accept(wiped);
            return true;
        });
    }
}
