package io.spendbell.counter;

import io.spendbell.event.Event;
import java.util.Collection;

/** Something that is counted of events: by which counters, and what an event adds to them. Pure, and safe for use from any thread. */
public interface Counting {

    /** Its counters, always the same objects. */
    Collection<Counter> counters();

    /**
     * Hands out what an event adds, for the time at which it happened.
     *
     * @param event of any kind but {@code budget}, which is not counted
     * @throws ArithmeticException if an amount leaves the range of money
     */
    void count(Event event, Counts counts);
}
