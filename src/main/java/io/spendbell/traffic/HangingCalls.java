package io.spendbell.traffic;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.AlertType;
import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Level;
import io.spendbell.alert.Notice;
import io.spendbell.alert.Rule;
import io.spendbell.event.Usd;
import java.time.Duration;
import java.time.Instant;

/**
 * Which calls hang, when they are looked at, and what is told of them. Immutable; safe for use from any thread.
 *
 * @param threshold how long a call may take
 * @param betweenLooks how often is asked at least whether a call has ended elsewhere: often enough that its end is not forgotten
 */
public record HangingCalls(Duration threshold, Duration betweenLooks) {
    private static final Duration LONGEST_BETWEEN_LOOKS = Duration.ofMinutes(1);
    private static final Duration SHORTEST_BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** How long at most a call's end may take to be told where it is told late, as when a backlog is read. */
    private static final Duration LONGEST_CATCHING_UP = Duration.ofMinutes(1);

    /**
     * Calls that take longer than a threshold.
     *
     * @param remembered for how long the end of a call is remembered
     */
    public static HangingCalls after(Duration threshold, Duration remembered) {
        Duration half = remembered.dividedBy(2);
        Duration most = half.compareTo(LONGEST_BETWEEN_LOOKS) < 0 ? half : LONGEST_BETWEEN_LOOKS;
        return new HangingCalls(threshold, most.compareTo(SHORTEST_BETWEEN_LOOKS) < 0 ? SHORTEST_BETWEEN_LOOKS : most);
    }

    /** Whether a call has taken so long that it hangs. */
    public boolean hangs(Instant since, Instant now) {
        return !now.isBefore(since.plus(threshold));
    }

    /**
     * When a call that is told of now is to be looked at first. Where that is late it has a while all the same: its end may be told
     * next.
     */
    public Instant firstLook(Instant since, Instant now) {
        Instant caughtUp = now.plus(catchingUp());
        Instant end = since.plus(threshold);
        return end.isBefore(caughtUp) ? caughtUp : nextLook(since, now);
    }

    private Duration catchingUp() {
        return threshold.compareTo(LONGEST_CATCHING_UP) < 0 ? threshold : LONGEST_CATCHING_UP;
    }

    /** Whether ends that could not be taken in up to some time may still be on their way. */
    public boolean isCatchingUp(Instant lastAway, Instant now) {
        return now.minus(catchingUp()).isBefore(lastAway);
    }

    /** When a call that may have ended while nothing could be taken in is to be looked at next. */
    public Instant nextLookAfter(Instant lastAway, Instant now) {
        Instant latest = now.plus(betweenLooks);
        Instant caughtUp = lastAway.plus(catchingUp());
        return caughtUp.isBefore(latest) ? caughtUp : latest;
    }

    /** When a call that is open is to be looked at next. */
    public Instant nextLook(Instant since, Instant now) {
        Instant latest = now.plus(betweenLooks);
        Instant end = since.plus(threshold);
        return end.isBefore(latest) ? end : latest;
    }

    /**
     * That a call hangs: once for its id. Those of one place and one caller are told in the same words.
     *
     * @param began when it began, as it is to be told
     */
    public Notice told(InFlight.Call call, Instant began) {
        AlertKey key = new AlertKey(
                AlertType.LLM_REQUESTS_HANGING,
                Place.of(call.fields()).entity(),
                AlertKey.GATEWAY,
                new Rule.Notice("hanging:" + Place.oneLine(call.id())),
                Usd.ZERO,
                AlertWindow.ROLLING);
        String message = "Requests are hanging - " + Words.seconds(threshold) + "s+ request time."
                + Words.request(call.fields());
        return new Notice(key, Level.MEDIUM, call.fields(), message, began);
    }
}
