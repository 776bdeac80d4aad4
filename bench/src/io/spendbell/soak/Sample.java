package io.spendbell.soak;

/**
 * One replica at one moment.
 *
 * @param atMillis since the beginning of the run
 * @param pid which process it was
 * @param residentMegabytes its resident memory
 * @param liveHeapKilobytes what its heap held in use when that was last measured; {@link LiveHeap#UNKNOWN} where it was not
 * @param isReady whether it said that it was
 * @param waiting alerts that wait to be posted, to all destinations
 * @param parked alerts that were refused
 * @param intakeBytes what is under way from clients to the store
 * @param streamPending entries that replicas were handed and that are not acknowledged, over all replicas
 * @param streamBehind entries that nobody was handed yet
 * @param unacknowledged events that the senders have no acknowledgement for
 * @param storeBytes the size of the store's file; 0 where the store is no file
 */
record Sample(
        long atMillis,
        long pid,
        long residentMegabytes,
        long liveHeapKilobytes,
        boolean isReady,
        long waiting,
        long parked,
        long intakeBytes,
        long streamPending,
        long streamBehind,
        long unacknowledged,
        long storeBytes) {
    static final String HEADINGS =
            "ms,pid,resident_mb,live_heap_kb,ready,waiting,parked,intake_bytes,stream_pending,stream_behind,"
                    + "unacknowledged,store_bytes";

    String line() {
        return atMillis + "," + pid + "," + residentMegabytes + "," + liveHeapKilobytes + "," + isReady + "," + waiting
                + "," + parked + "," + intakeBytes + "," + streamPending + "," + streamBehind + "," + unacknowledged
                + "," + storeBytes;
    }
}
