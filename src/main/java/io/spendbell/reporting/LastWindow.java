package io.spendbell.reporting;

import io.spendbell.report.ReportSeries;
import io.vertx.core.Future;
import java.time.Instant;

/** Whether the window that has ended last is still to be searched, once all that belongs to it is there. Confined to one context. */
final class LastWindow {
    private final ReportHold hold;
    private Instant searchedBefore = Instant.MIN;

    LastWindow(ReportHold hold) {
        this.hold = hold;
    }

    /**
     * Whether it is to be searched now.
     *
     * @param start of the window that is open, and so the end of that one
     */
    Future<Boolean> isDue(Instant start, Instant now) {
        return start.equals(searchedBefore) || now.isBefore(start.plus(ReportSeries.GRACE))
                ? Future.succeededFuture(false)
                : hold.holds(now).map(isHeld -> !isHeld);
    }

    /** Takes in that the window was searched that ended at a time. */
    void searched(Instant end) {
        searchedBefore = end;
    }
}
