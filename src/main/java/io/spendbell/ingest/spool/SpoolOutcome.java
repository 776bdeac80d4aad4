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
    FAILED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
