package io.spendbell.delivery;

import io.spendbell.store.Outbox.DeliveryId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * How long a destination, or only a message, is left alone after a failure. The destination's pauses grow with the failures
 * in a row; while a destination gets a pause others than the message that failed are tried first when it is over. A message
 * that fails while others get through has pauses of its own, and holds up nobody. Confined to one context.
 */
final class Pauses {
    /** A message that failed is due so much later than its destination, so that whatever else waits goes first. */
    private static final Duration LONGEST_HEAD_START = Duration.ofSeconds(1);

    private static final int SHARE_OF_HEAD_START = 4;

    private final Suspects suspects = new Suspects();
    private final RandomGenerator random;
    private final LongSupplier nanoTime;

    private int failures;
    private long pauseEnds;

    /** @param nanoTime what pauses go by, such as {@link System#nanoTime}: so that they last as they were to though the clock is set */
    Pauses(RandomGenerator random, LongSupplier nanoTime) {
        this.random = random;
        this.nanoTime = nanoTime;
        this.pauseEnds = nanoTime.getAsLong();
    }

    Suspects suspects() {
        return suspects;
    }

    /** How much longer nothing is to be posted; zero where the destination wants no pause. */
    Duration pauseLeft() {
        return Duration.ofNanos(Math.max(0, pauseEnds - nanoTime.getAsLong()));
    }

    /** Has nothing be posted for so long; a longer pause that there is already stays. */
    void pause(Duration time) {
        if (time.compareTo(pauseLeft()) > 0) {
            pauseEnds = nanoTime.getAsLong() + time.toNanos();
        }
    }

    void endPause() {
        pauseEnds = nanoTime.getAsLong();
    }

    /** Takes note that the destination has a message. */
    void accepted(List<DeliveryId> ids) {
        failures = 0;
        suspects.passed(ids);
    }

    /**
     * Takes note that a message failed. Several that were under way together and fail together are one failure.
     *
     * @return when the message may be tried again
     */
    Instant failed(List<DeliveryId> ids, Instant now) {
        int own = ids.stream().mapToInt(suspects::timesFailed).min().orElse(0);
        suspects.failed(ids);
        Duration pause = pauseLeft();
        boolean isNew = pause.isZero();
        if (isNew) {
            failures++;
        }
        Duration wait = Backoff.STANDARD.pause(own + 1, random);
        if (own > 0 && failures == 1) {
            return now.plus(wait);
        }
        if (isNew) {
            pause = Backoff.STANDARD.pause(failures, random);
            pause(pause);
        }
        Duration headStart = pause.dividedBy(SHARE_OF_HEAD_START);
        Duration afterOthers = pause.plus(headStart.compareTo(LONGEST_HEAD_START) < 0 ? headStart : LONGEST_HEAD_START);
        return now.plus(wait.compareTo(afterOthers) > 0 ? wait : afterOthers);
    }
}
