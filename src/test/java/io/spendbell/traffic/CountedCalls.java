package io.spendbell.traffic;

import io.spendbell.alert.AlertKey;
import io.spendbell.alert.Notice;
import io.spendbell.counter.Count;
import io.spendbell.counter.Counter;
import io.spendbell.counter.CounterTotal;
import io.spendbell.counter.Counting;
import io.spendbell.counter.Counts;
import io.spendbell.counter.Group;
import io.spendbell.event.CallEvent;
import io.spendbell.event.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A ledger in the plainest words: adds what is counted of calls, and claims what is to be told, each key once. */
final class CountedCalls {
    private final Counting counting;
    private final Map<List<Object>, Long> totals = new HashMap<>();
    private final Set<AlertKey> claimed = new HashSet<>();
    final List<Notice> told = new ArrayList<>();

    CountedCalls(Counting counting) {
        this.counting = counting;
    }

    /** Counts a call, as of its own time. */
    void count(CallEvent call) {
        Instant time = Objects.requireNonNull(call.time());
        List<Count> counts = new ArrayList<>();
        counting.count(call, new Counts() {
            @Override
            public void add(Count count) {
                counts.add(count);
            }

            @Override
            public void add(Group group, Usd amount) {
                throw new AssertionError("calls that fail are counted one by one");
            }
        });
        for (Count count : counts) {
            Counter counter = count.counter();
            long total = totals.merge(
                    List.of(counter.source(), count.entityId(), counter.windowAt(time)),
                    count.amount().nanos(),
                    Long::sum);
            counter.judge()
                    .judge(
                            new CounterTotal(
                                    count.entityId(), counter.windowAt(time), new Usd(total), count.fields(), time),
                            time)
                    .forEach(this::claim);
        }
    }

    private void claim(Notice notice) {
        if (claimed.add(notice.key())) {
            claimed.addAll(notice.passed());
            told.add(notice);
        }
    }

    void release(List<AlertKey> keys) {
        keys.forEach(claimed::remove);
    }

    List<String> messages() {
        return told.stream().map(Notice::message).toList();
    }
}
