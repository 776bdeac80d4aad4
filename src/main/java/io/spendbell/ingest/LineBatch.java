package io.spendbell.ingest;

import io.spendbell.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Events of a connection that are handed over together, with the numbers of their lines. Confined to one thread. */
final class LineBatch {
    private final List<Event> events;
    private long[] lines;
    private long bytes;

    private LineBatch(int events, int lines) {
        this.events = new ArrayList<>(events);
        this.lines = new long[lines];
    }

    static LineBatch first() {
        return new LineBatch(0, 16);
    }

    /** The one that comes after it: with as much room, as the next read likely brings as much. */
    LineBatch next() {
        return new LineBatch(events.size(), lines.length);
    }

    void add(Event event, long line, int length) {
        if (events.size() == lines.length) {
            lines = Arrays.copyOf(lines, 2 * lines.length);
        }
        lines[events.size()] = line;
        events.add(event);
        bytes += length;
    }

    List<Event> events() {
        return events;
    }

    /** Begins with the line number of each event. */
    long[] lines() {
        return lines;
    }

    /** How long the lines are together. */
    long bytes() {
        return bytes;
    }
}
