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
 * Tells that nothing has come in for a while, by any way or by one feed, to any replica. Until when silence is nothing to speak of stands in the store, as a
 * hold on turns that nobody posts by: each replica moves it on while it is told something. Confined to one context.
 */
final class SilenceWatch {
    private final Store store;
    private final Watched watched;
    private final Supplier<@Nullable Duration> after;
    private final Supplier<Instant> lastEvent;
    private final Announcements announcements;
    private final AlertKey key;
    private final Supplier<Duration> betweenLooks;
    private Instant seen = Instant.MIN;
    private boolean hasBrokenSilence;

    /** What is watched. */
    interface Watched {
        /** Its hold in the store. */
        String hold();

        /** The rule of its notice. */
        String rule();

        String notice(Duration silence);

        /** Whether its silence is worth telling now. */
        Future<Boolean> isExpected(Instant now);

        /** It was heard, or a process began to listen. */
        Future<Void> heard(Instant last, Duration silence);
    }

    /**
     * A watch.
     *
     * @param after after how long without an event it is told; null never
     * @param lastEvent when this replica was told something last, or began to run
     */
    SilenceWatch(
            Store store,
            Watched watched,
            Supplier<@Nullable Duration> after,
            Supplier<Instant> lastEvent,
            Supplier<Duration> betweenLooks,
            Announcements announcements) {
        this.store = store;
        this.watched = watched;
        this.after = after;
        this.lastEvent = lastEvent;
        this.betweenLooks = betweenLooks;
        this.announcements = announcements;
        this.key = new AlertKey(
                AlertType.SPENDBELL_NOTICE,
                Entity.PROXY,
                AlertKey.GATEWAY,
                new Rule.Notice(watched.rule()),
                Usd.ZERO,
                AlertWindow.ROLLING);
    }

    /** To be called by every replica, not by one of them only. */
    Future<?> look(Instant now) {
        Duration silence = after.get();
        if (silence == null) {
            return Future.succeededFuture();
        }
        return store.reserveTurn(watched.hold(), now, Duration.ZERO).<Void>compose(heldUntil -> {
            boolean isSilent = !heldUntil.isAfter(now);
            Instant last = lastEvent.get();
            if (last.isAfter(seen)) {
                return rearm(isSilent)
                        .compose(ignored -> store.hold(watched.hold(), heldUntil(last.plus(silence), isSilent, now)))
                        .compose(ignored -> watched.heard(last, silence))
                        .onSuccess(ignored -> {
                            seen = last;
                            hasBrokenSilence |= isSilent;
                        });
            }
            return rearm(isSilent).compose(ignored -> isSilent ? tell(silence, now) : Future.succeededFuture());
        });
    }

    /** After a silence at least until the next look, whatever its length: that is the one at which the next one may be told again. */
    private Instant heldUntil(Instant end, boolean isSilent, Instant now) {
        Instant leastEnd = now.plus(betweenLooks.get().multipliedBy(2));
        return isSilent && end.isBefore(leastEnd) ? leastEnd : end;
    }

    /**
     * Lets the next silence be told: a look after the end of the last one, for a replica may be about to tell that still, and
     * not once it is silent again, for one may have told that already.
     */
    private Future<Void> rearm(boolean isSilent) {
        return hasBrokenSilence && !isSilent
                ? store.release(key).onSuccess(ignored -> hasBrokenSilence = false)
                : Future.succeededFuture();
    }

    private Future<Void> tell(Duration silence, Instant now) {
        return watched.isExpected(now)
                .compose(isExpected -> isExpected
                        ? announcements.announce(notice(silence, now)).<Void>mapEmpty()
                        : Future.<Void>succeededFuture());
    }

    private Notice notice(Duration silence, Instant now) {
        return new Notice(key, Level.MEDIUM, EntityFields.NONE, watched.notice(silence), now);
    }

    /** All that comes in, by whatever way. It is expected from the beginning. */
    static final class AnyWay implements Watched {
        static final String HOLD = "~silence";

        @Override
        public String hold() {
            return HOLD;
        }

        @Override
        public String rule() {
            return "silent";
        }

        @Override
        public String notice(Duration silence) {
            return "No event has come in for " + Times.length(silence)
                    + ", by any way: whoever reports spend may have stopped.";
        }

        @Override
        public Future<Boolean> isExpected(Instant now) {
            return Future.succeededFuture(true);
        }

        @Override
        public Future<Void> heard(Instant last, Duration silence) {
            return Future.succeededFuture();
        }
    }
}
