package io.spendbell.ingest;

/**
 * How many bytes of items that are not complete yet may be held together, over all requests. Whoever would go beyond is
 * refused rather than made to wait, for those that wait may hold what the others wait for. Confined to one thread.
 */
final class HeldBytes {
    private final long limit;
    private long held;

    HeldBytes(long limit) {
        this.limit = limit;
    }

    /** Changes what is held, and tells whether it is within the bound. */
    boolean change(long bytes) {
        held += bytes;
        return held <= limit;
    }
}
