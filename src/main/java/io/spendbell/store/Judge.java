package io.spendbell.store;

import io.spendbell.event.Usd;
import java.util.List;

/** Tells what a new total gives rise to. Pure: called wherever the store does its work, and again when that is repeated. */
@FunctionalInterface
public interface Judge {

    /** What would ring now that an account has changed; empty where nothing would. */
    List<Candidate> judge(Posted posted);

    /**
     * A posting that was added.
     *
     * @param posting as it was asked for
     * @param entityId the account that took it: the posting's own, or {@link Posting#OTHER}
     * @param total the window's new total
     */
    record Posted(Posting posting, String entityId, Usd total) {}
}
