package io.spendbell.reporting;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Notice;
import io.spendbell.alert.Rule;
import io.spendbell.alert.Times;
import io.spendbell.alerting.Announcements;
import io.spendbell.event.Entity;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells that no event has come in for a while, to any replica. Until when silence is nothing to speak of stands in the store, as a hold
 * on turns that nobody posts by: each replica moves it on while it is told something. Confined to one context.
 */
final class SilenceWatch {
    private static final String HELD = "~silence";
    private static final AlertKey KEY = new AlertKey(
            AlertType.SPENDBELL_NOTICE,
            Entity.PROXY,
            AlertKey.GATEWAY,
            new Rule.Notice("silent"),
            Usd.ZERO,
            AlertWindow.ROLLING);

    private final Store store;
    private final Supplier<@Nullable Duration> after;
    private final Supplier<Instant> lastEvent;
    private final Announcements announcements;
    private Instant seen = Instant.MIN;
    private boolean hasSpoken;

    /**
     * A watch.
     *
     * @param after after how long without an event it is told; null never
     * @param lastEvent when this replica was told something last, or began to run
     */
    SilenceWatch(
            Store store, Supplier<@Nullable Duration> after, Supplier<Instant> lastEvent, Announcements announcements) {
        this.store = store;
        this.after = after;
        this.lastEvent = lastEvent;
        this.announcements = announcements;
    }

    /** To be called by every replica, not by one of them only. */
    Future<?> look(Instant now) {
        Duration silence = after.get();
        if (silence == null) {
            return Future.succeededFuture();
        }
        return rearm().compose(ignored -> store.reserveTurn(HELD, now, Duration.ZERO))
                .<Void>compose(heldUntil -> {
                    Instant last = lastEvent.get();
                    if (last.isAfter(seen)) {
                        return store.hold(HELD, last.plus(silence)).onSuccess(ignored -> {
                            seen = last;
                            hasSpoken = true;
                        });
                    }
                    return heldUntil.isAfter(now)
                            ? Future.<Void>succeededFuture()
                            : announcements.announce(notice(silence, now)).<Void>mapEmpty();
                });
    }

    /** Lets the next silence be told: a look after the end of the last one, for a replica may be about to tell that still. */
    private Future<Void> rearm() {
        return hasSpoken ? store.release(KEY).onSuccess(ignored -> hasSpoken = false) : Future.succeededFuture();
    }

    private static Notice notice(Duration silence, Instant now) {
        return new Notice(
                KEY,
                Level.MEDIUM,
                EntityFields.NONE,
                "No event has come in for " + Times.length(silence)
                        + ", by any way: whoever reports spend may have stopped.",
                now);
    }
}
