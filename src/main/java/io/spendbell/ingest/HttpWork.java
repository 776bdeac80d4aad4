package io.spendbell.ingest;

/** A request with events that is not done with yet. */
interface HttpWork {
    /** Reads no more of it; what was handed over is awaited. */
    void stop();
}
