package io.spendbell.traffic;

import io.spendbell.alert.AlertWindow;
import io.spendbell.counter.Count;
import io.spendbell.counter.Counter;
import io.spendbell.counter.CounterJudge;
import io.spendbell.counter.Counts;
import io.spendbell.counter.WindowCut;
import io.spendbell.event.EntityFields;
import io.spendbell.event.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Windows that overlap, so that no burst is cut in two: each is one and a half times as long as the time that a burst may take,
 * and the next one begins half that time later. Whatever happens within that time is in one of them as a whole. Immutable;
 * safe for use from any thread.
 */
final class ErrorWindows {
    private static final int OVERLAPPING = 3;

    /** So that what is told a few minutes late counts too. */
    private static final int KEPT = 4;

    private final Duration length;
    private final List<Counter> counters;

    /**
     * Windows for bursts.
     *
     * @param burst how long a burst may take, in whole seconds
     */
    ErrorWindows(String name, Duration burst, int maxAccounts, CounterJudge judge) {
        long step = (burst.toSeconds() + 1) / 2;
        this.length = Duration.ofSeconds(OVERLAPPING * step);
        this.counters = IntStream.range(0, OVERLAPPING)
                .mapToObj(i -> new Counter(name + "_" + i, cut(i * step), KEPT, maxAccounts, judge))
                .toList();
    }

    private WindowCut cut(long offset) {
        long seconds = length.toSeconds();
        return time -> {
            long start = Math.floorDiv(time.getEpochSecond() - offset, seconds) * seconds + offset;
            return new AlertWindow.Span(Instant.ofEpochSecond(start), Instant.ofEpochSecond(start + seconds));
        };
    }

    List<Counter> counters() {
        return counters;
    }

    void count(String account, Usd amount, EntityFields fields, Counts counts) {
        for (Counter counter : counters) {
            counts.add(new Count(counter, account, amount, fields));
        }
    }

    /** Where the newest window of each account tells when something was counted last. */
    String source() {
        return counters.get(0).source();
    }

    /** By when what a window holds happened at the latest. */
    Instant endOf(Instant windowStart) {
        return windowStart.plus(length);
    }
}
