package io.spendbell.counter;

import io.spendbell.event.Event;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All that is counted besides budgets. Immutable; safe for use from any thread. */
public final class Counters {
    public static final Counters NONE = new Counters(List.of());

    private final List<Counting> countings;
    private final Map<String, Counter> bySource;

    /** What is counted; no two counters have one name. */
    public Counters(List<Counting> countings) {
        this.countings = List.copyOf(countings);
        bySource = countings.stream()
                .flatMap(counting -> counting.counters().stream())
                .collect(Collectors.toUnmodifiableMap(Counter::source, Function.identity()));
    }

    /**
     * Hands out what an event adds.
     *
     * @throws ArithmeticException if an amount leaves the range of money
     */
    public void count(Event event, Counts counts) {
        for (Counting counting : countings) {
            counting.count(event, counts);
        }
    }

    /** The counter whose accounts are kept under that name, or null where it is not in use. */
    public @Nullable Counter named(String source) {
        return bySource.get(source);
    }

    public Collection<Counter> all() {
        return bySource.values();
    }
}
