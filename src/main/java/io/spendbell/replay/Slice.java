package io.spendbell.replay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Events that are read ahead together: so many, and so long, that at most one line goes past what may be held in memory.
 *
 * @param isLast whether the trace ends with them
 */
record Slice(List<TraceEvent> events, boolean isLast) {
    static final int MOST_EVENTS = 1_000;
    static final int MOST_CHARS = 1 << 20;

    static Slice of(EventReader reader) throws IOException {
        List<TraceEvent> events = new ArrayList<>();
        int chars = 0;
        while (events.size() < MOST_EVENTS && chars < MOST_CHARS) {
            TraceEvent event = reader.next();
            if (event == null) {
                return new Slice(events, true);
            }
            events.add(event);
            chars += event.json().length();
        }
        return new Slice(events, false);
    }
}
