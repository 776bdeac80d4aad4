package io.spendbell.counter;

import io.spendbell.event.Usd;
import java.util.function.Consumer;

/** What events have in common that add to the same accounts. Two are equal where all that they add to is the same. Immutable. */
public interface Group {

    /** How many accounts it adds to, at most. */
    int accounts();

    /** Hands out what an amount adds to each account, to none twice. */
    void count(Usd amount, Consumer<Count> counts);
}
