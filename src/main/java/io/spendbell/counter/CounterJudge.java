package io.spendbell.counter;

import io.spendbell.alert.Notice;
import java.time.Instant;
import java.util.List;

/** Tells what a counter's new total gives rise to. Pure, and safe for use from any thread: a store may ask again. */
@FunctionalInterface
public interface CounterJudge {
    /** Of a counter that is only read. */
    CounterJudge SILENT = (total, now) -> List.of();

    /** What would ring, each once for its key; empty where nothing would. */
    List<Notice> judge(CounterTotal total, Instant now);
}
