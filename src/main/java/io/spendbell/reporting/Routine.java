package io.spendbell.reporting;

import io.vertx.core.Future;
import java.time.Instant;

/** Something to be done from time to time; it knows itself whether it is due. */
interface Routine {
    /** What it is called in the log and in metrics. */
    String name();

    /** Does what is due; where that fails it is tried again the next time. Not called again before it is done. */
    Future<?> run(Instant now);
}
