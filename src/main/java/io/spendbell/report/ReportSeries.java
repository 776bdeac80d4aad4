package io.spendbell.report;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.Notice;
import io.spendbell.event.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** Reports of periods that follow each other, made of the ledger's accounts once a period is over. Safe for use from any thread. */
public interface ReportSeries {
    /** After a period's end its latest events may still be under way. */
    Duration GRACE = Duration.ofMinutes(5);

    /** The names of the accounts that they are made of, in the order in which they are to be read. */
    List<String> sources();

    /** When the next report will be due. */
    Instant nextDue(Instant now);

    /**
     * The reports that are due, nothing read yet.
     *
     * @param isTold whether a report is known to have been told
     */
    Draft draft(Instant now, Predicate<AlertKey> isTold);

    /** Reports in the making. Not safe for use from several threads. */
    interface Draft {
        /** Adds what an account has come to in a window; in the order in which the ledger lists them, source by source. */
        void add(String source, String account, Instant windowStart, Usd amount);

        /** The reports, the earliest first; none of a period in which nothing happened. Nothing is added afterwards. */
        List<Notice> notices();
    }
}
