package io.spendbell.report;

import io.spendbell.counter.Count;
import io.spendbell.counter.Counts;
import io.spendbell.counter.Group;
import io.spendbell.event.Usd;
import java.util.function.Consumer;

/** Counts as they reach accounts, those of groups too. */
record CollectedCounts(Consumer<Count> counts) implements Counts {
    @Override
    public void add(Count count) {
        counts.accept(count);
    }

    @Override
    public void add(Group group, Usd amount) {
        group.count(amount, counts);
    }
}
