package io.spendbell.store.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Names that are kept until a time each. */
public interface Expiries {

    /** When a name's time ends, or null where it is not kept or its time is over. */
    @Nullable
    Instant until(String name, Instant now);

    /** Keeps a name until a time, to the millisecond and rounded up, whatever it was before. */
    void put(String name, Instant until);
}
