package io.spendbell.replay;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads several traces as one, by their times: of the next events the earliest goes first, of equal ones that of the earlier
 * trace. Each trace keeps its own order; an event without a time goes right behind the one before it in its trace.
 */
final class MergedReader implements EventReader {
    private final List<EventReader> readers;
    private final PriorityQueue<Head> heads =
            new PriorityQueue<>(Comparator.comparing(Head::time).thenComparing(Head::reader));
    private boolean primed;

    MergedReader(List<EventReader> readers) {
        this.readers = readers;
    }

    @Override
    public @Nullable TraceEvent next() throws IOException {
        if (!primed) {
            for (int reader = 0; reader < readers.size(); reader++) {
                advance(reader, Instant.MIN);
            }
            primed = true;
        }
        Head head = heads.poll();
        if (head == null) {
            return null;
        }
        advance(head.reader(), head.time());
        return head.event();
    }

    private void advance(int reader, Instant before) throws IOException {
        TraceEvent event = readers.get(reader).next();
        if (event != null) {
            Instant time = event.recorded();
            heads.add(new Head(event, time == null ? before : time, reader));
        }
    }

    @Override
    public void close() throws IOException {
        List<IOException> failures = new ArrayList<>();
        for (EventReader reader : readers) {
            try {
                reader.close();
            } catch (IOException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    private record Head(TraceEvent event, Instant time, int reader) {}
}
