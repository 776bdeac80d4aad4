package io.spendbell.counter;

import io.spendbell.alert.AlertWindow;
import io.spendbell.alert.Sources;
import io.spendbell.event.Usd;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something of Spendbell's own that the ledger counts. Safe for use from any thread. */
public final class Counter implements Counted {
    private final String source;
    private final WindowCut cut;
    private final int kept;
    private final int maxAccounts;
    private final CounterJudge judge;
    private volatile @Nullable Windows latest;

    /**
     * A counter.
     *
     * @param name unique among counters; its accounts are kept under {@code ~name}
     * @param kept how many windows of an account are kept, the one that is open included
     * @param maxAccounts how many accounts there may be; what comes beyond is counted together
     */
    public Counter(String name, WindowCut cut, int kept, int maxAccounts, CounterJudge judge) {
        this.source = Sources.INTERNAL + name;
        this.cut = cut;
        this.kept = kept;
        this.maxAccounts = maxAccounts;
        this.judge = judge;
    }

    /**
     * The window that is open at a time, and since when windows are kept.
     *
     * @param keptSince the start of the oldest window that is kept
     */
    public record Windows(AlertWindow.Span current, Instant keptSince) {
        private boolean isOpenAt(Instant time) {
            return !time.isBefore(current.start()) && time.isBefore(current.end());
        }
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public Usd opening() {
        return Usd.ZERO;
    }

    @Override
    public int maxAccounts() {
        return maxAccounts;
    }

    public CounterJudge judge() {
        return judge;
    }

    /** The windows at a time; cheap while the time stays within one window. */
    public Windows windowsAt(Instant now) {
        Windows known = latest;
        if (known != null && known.isOpenAt(now)) {
            return known;
        }
        AlertWindow.Span current = cut.windowAt(now);
        Instant keptSince = current.start();
        for (int i = 1; i < kept; i++) {
            keptSince = cut.windowAt(keptSince.minusNanos(1)).start();
        }
        Windows windows = new Windows(current, keptSince);
        latest = windows;
        return windows;
    }

    /** The start of the window that a time is counted in, or null where that window is not kept any more. */
    public @Nullable Instant windowStartOf(Instant time, Windows windows) {
        if (windows.isOpenAt(time)) {
            return windows.current().start();
        }
        return time.isBefore(windows.keptSince()) ? null : cut.windowAt(time).start();
    }

    /** When the window that a time lies in is no longer kept. */
    public Instant keptUntil(Instant time) {
        Instant end = cut.windowAt(time).end();
        for (int i = 1; i < kept; i++) {
            end = cut.windowAt(end).end();
        }
        return end;
    }

    /** The window that a time lies in. */
    public AlertWindow.Span windowAt(Instant time) {
        Windows known = latest;
        return known != null && known.isOpenAt(time) ? known.current() : cut.windowAt(time);
    }
}
