package io.spendbell.ingest;

import java.util.HashMap;
import java.util.Map;

/**
 * How much of lines that have not ended yet the connections of one event loop hold. Where it becomes too much together, the
 * connection that holds most is closed. Confined to the event loop.
 */
final class UnfinishedLines {
    private final long most;
    private final Map<TcpConnection, Integer> held = new HashMap<>();
    private long total;

    UnfinishedLines(long mostBytes) {
        this.most = mostBytes;
    }

    /** Takes note of what a connection holds now. */
    void note(TcpConnection connection, int bytes) {
        Integer before = bytes == 0 ? held.remove(connection) : held.put(connection, bytes);
        total += bytes - (before == null ? 0 : before);
        if (total > most) {
            held.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .ifPresent(largest -> largest.getKey().closeForUnfinishedLines());
        }
    }
}
