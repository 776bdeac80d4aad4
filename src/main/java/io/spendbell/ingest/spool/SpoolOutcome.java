package io.spendbell.ingest.spool;

import java.util.Locale;

/** What became of a batch that was to be spooled; each is a label of {@code spendbell_spool_batches_total}. */
public enum SpoolOutcome {
    /** It is durable on disk. */
    KEPT,
    /** The store has taken it over. */
    HANDED_ON,
    /** There was no room for it. */
    FULL,
    /** It could not be written. */
    FAILED,
    /** What is on disk of it, or of several, is not what was written; counted by places. */
    DAMAGED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
