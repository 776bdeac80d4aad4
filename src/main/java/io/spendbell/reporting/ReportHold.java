package io.spendbell.reporting;

import io.spendbell.report.ReportSeries;
import io.spendbell.store.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether reports must wait, because what belongs into them may not be in the ledger yet; a report is told once and never corrected. They wait
 * while this process has just been started, for it may be the only one; while events wait in a stream or on disk, and after the store was
 * away. Of the latter two each replica tells all, by a hold in the store on turns that nobody posts by. Confined to one context.
 */
final class ReportHold {
    private static final Logger LOG = LoggerFactory.getLogger(ReportHold.class);
    private static final String HELD = "~reports";

    /** Longer than between two looks, so that a hold goes on until a look finds nothing any more. */
    private static final Duration STILL_BEHIND = Duration.ofMinutes(2);

    /** Whoever is behind for longer does not catch up, and would have nobody told anything. */
    private static final Duration LONGEST_BEHIND = Duration.ofDays(1);

    private final Store store;
    private final BooleanSupplier behind;
    private Instant started;
    private Instant until = Instant.MIN;
    private @Nullable Instant behindSince;
    private boolean gaveUp;

    /**
     * One that holds reports up from now on.
     *
     * @param behind whether events that came a while ago still wait to be read
     */
    ReportHold(Store store, BooleanSupplier behind, Instant now) {
        this.store = store;
        this.behind = behind;
        this.started = now;
    }

    /** To be called by every replica, not only by the one that tells reports. Fails where the store could not be told. */
    Future<?> look(Instant now) {
        if (now.isBefore(started)) {
            started = now;
        }
        if (until.isAfter(now.plus(ReportSeries.GRACE))) {
            until = now.plus(ReportSeries.GRACE);
        }
        if (store.fault() != null) {
            until = now.plus(ReportSeries.GRACE);
            return Future.succeededFuture();
        }
        if (isBehind(now) && until.isBefore(now.plus(STILL_BEHIND))) {
            until = now.plus(STILL_BEHIND);
        }
        return until.isAfter(now) ? store.hold(HELD, until) : Future.succeededFuture();
    }

    private boolean isBehind(Instant now) {
        if (!behind.getAsBoolean()) {
            behindSince = null;
            gaveUp = false;
            return false;
        }
        Instant since = behindSince == null || behindSince.isAfter(now) ? now : behindSince;
        behindSince = since;
        if (now.isBefore(since.plus(LONGEST_BEHIND))) {
            return true;
        }
        if (!gaveUp) {
            gaveUp = true;
            LOG.warn("Events have waited to be read for a day: reports are told without them");
        }
        return false;
    }

    /** Whether this process was started so lately that nobody may have been there before. */
    boolean isStarting(Instant now) {
        return now.isBefore(started.plus(ReportSeries.GRACE));
    }

    /** Whether no report may be told at the moment, whichever replica says so. */
    Future<Boolean> holds(Instant now) {
        return isStarting(now) || until.isAfter(now)
                ? Future.succeededFuture(true)
                : store.reserveTurn(HELD, now, Duration.ZERO).map(free -> free.isAfter(now));
    }
}
