package io.spendbell.replay;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** The time that a replay keeps its pace by. */
interface PaceClock {
    /** Nanoseconds since any fixed moment. */
    long nanos();

    /** Runs something on the caller's context when so many nanoseconds, more than 0, have passed. */
    void after(long nanos, Runnable action);

    static PaceClock system(Vertx vertx) {
        return new PaceClock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void after(long nanos, Runnable action) {
                // Rounded up, so that a timer never fires before the event is due.
                long millis = TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
                vertx.setTimer(millis, fired -> action.run());
            }
        };
    }
}
