package io.spendbell.store;

import io.spendbell.event.Entity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One part of a batch that is let through or refused by itself: one event with an id or from a stream, or many other events
 * whose postings were added up.
 *
 * @param eventId the id by which a repeat is recognised, or null
 * @param receipt what lets an event from a stream through, once, or null
 * @param postings what is added to the ledger
 * @param candidates what would ring if its claim is free
 * @param raises what rings in any case
 * @param learned windows of gateways' budgets that the entry made known
 */
public record Entry(
        @Nullable String eventId,
        @Nullable Receipt receipt,
        List<Posting> postings,
        List<Candidate> candidates,
        List<Raise> raises,
        List<KnownWindow> learned) {

    /** An entry that did not come from a stream. */
    public Entry(
            @Nullable String eventId,
            List<Posting> postings,
            List<Candidate> candidates,
            List<Raise> raises,
            List<KnownWindow> learned) {
        this(eventId, null, postings, candidates, raises, learned);
    }

    /** Whether it must happen as a whole, or may be applied piece by piece. */
    public boolean isIndivisible() {
        return eventId != null || receipt != null;
    }

    /**
     * That a gateway's budget window of an entity ends at a time. It replaces what was known before, unless it has ended
     * already.
     */
    public record KnownWindow(Entity entity, Instant end) {}

    /** What became of an entry. */
    public enum Outcome {
        /** All of it happened. */
        APPLIED,
        /**
         * Its id was seen within the window of deduplication, or its receipt was good no more: nothing of it happened, but that
         * a receipt which was good is so no more.
         */
        DUPLICATE,
        /** A total would leave the range of money: nothing of it happened, and its receipt is still good. */
        OVERFLOW,
        /** It could not be judged, by a fault of Spendbell's own: nothing of it happened, and its receipt is still good. */
        FAILED;

        /** Whether the entry is to blame for its not having happened. */
        public boolean isRefused() {
            return this == OVERFLOW || this == FAILED;
        }
    }
}
