package io.spendbell.counter;

import io.spendbell.event.Usd;

/** Takes what an event adds. */
public interface Counts {

    void add(Count count);

    /**
     * Adds to all accounts of a group at once: what events of the same quarter of an hour add to equal groups is added up before the
     * accounts are touched. So the windows of its counters must begin on quarters of an hour.
     */
    void add(Group group, Usd amount);
}
