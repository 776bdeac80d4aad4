package io.spendbell.ingest;

import java.util.Locale;

/** Why a request was refused as a whole; each is a label of {@code spendbell_requests_refused_total}. */
enum Refusal {
    /** There is nothing in it that can be read. */
    UNREADABLE(400),
    /** The token is missing or wrong. */
    WRONG_TOKEN(401),
    /** Its body did not come in time. */
    TOO_SLOW(408),
    /** Its body is longer than allowed, inflated or not. */
    TOO_LARGE(413),
    /** Its body is encoded in a way that is not known. */
    UNKNOWN_ENCODING(415),
    /** As much is under way as may be. */
    FULL(503),
    /** The daemon is starting or stopping. */
    CLOSED(503),
    /** What waits on disk for the store takes all the room that it may have, or cannot be written. */
    NOT_SPOOLED(503),
    /** The store has not taken its events in time; it may yet. */
    NOT_STORED(503);

    private final int status;

    Refusal(int status) {
        this.status = status;
    }

    /** HTTP's status. */
    int status() {
        return status;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
