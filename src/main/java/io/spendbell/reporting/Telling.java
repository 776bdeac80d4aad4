package io.spendbell.reporting;

import io.spendbell.alert.Notice;
import io.spendbell.alerting.Announcements;
import io.spendbell.alerting.FindingOutcome;
import io.vertx.core.Future;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** Announces notices one after the other. Stateless. */
final class Telling {
    private Telling() {}

    /**
     * Announces all of them.
     *
     * @param told is handed each that was told, now or before, by whomever
     */
    static Future<Void> each(List<Notice> notices, Announcements announcements, Consumer<Notice> told) {
        return next(notices.iterator(), announcements, told);
    }

    private static Future<Void> next(Iterator<Notice> notices, Announcements announcements, Consumer<Notice> told) {
        if (!notices.hasNext()) {
            return Future.succeededFuture();
        }
        Notice notice = notices.next();
        return announcements.announce(notice).compose(outcome -> {
            if (outcome == FindingOutcome.RAISED || outcome == FindingOutcome.CLAIMED) {
                told.accept(notice);
            }
            return next(notices, announcements, told);
        });
    }
}
