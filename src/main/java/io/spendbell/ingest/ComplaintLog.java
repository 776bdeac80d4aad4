package io.spendbell.ingest;

import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log what is wrong with what comes in where nobody else can be told: the first complaint at once, then every ten
 * seconds how many there were and the last of them. Confined to one context.
 */
final class ComplaintLog {
    private static final Logger LOG = LoggerFactory.getLogger(ComplaintLog.class);
    private static final long INTERVAL_MILLIS = 10_000;

    private final Vertx vertx;
    private @Nullable Long timer;
    private long kept;
    private String last = "";

    ComplaintLog(Vertx vertx) {
        this.vertx = vertx;
    }

    void complain(String complaint) {
        kept++;
        last = complaint;
        if (timer == null) {
            flush();
        }
    }

    /** Says what is left to say. */
    void close() {
        if (timer != null) {
            vertx.cancelTimer(timer);
            timer = null;
        }
        say();
    }

    private void flush() {
        timer = null;
        if (kept > 0) {
            say();
            timer = vertx.setTimer(INTERVAL_MILLIS, ignored -> flush());
        }
    }

    private void say() {
        if (kept == 1) {
            LOG.warn("{}", last);
        } else if (kept > 1) {
            LOG.warn("{} (the last of {} complaints)", last, kept);
        }
        kept = 0;
    }
}
