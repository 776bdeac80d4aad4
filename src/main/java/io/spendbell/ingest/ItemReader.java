package io.spendbell.ingest;

import io.spendbell.event.Event;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.InvalidEventException;
import io.spendbell.event.SyncEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Decodes a message's items as they are found, and knows each one's place. Confined to one thread. */
final class ItemReader implements ItemSplitter.Items {
    private static final String ONLY_TCP = "event: sync (expected: another one; sync is for TCP only)";

    private final EventDecoder decoder;
    private final Rejections rejections;
    private Instant now;
    private List<Event> events = new ArrayList<>();
    private List<Integer> places = new ArrayList<>();
    private long bytes;
    private int next;

    /**
     * A reader of one message.
     *
     * @param rejections takes what is no event
     */
    ItemReader(EventDecoder decoder, Rejections rejections, Instant now) {
        this.decoder = decoder;
        this.rejections = rejections;
        this.now = now;
    }

    /** What comes from now on comes at this time. */
    void arrivedAt(Instant time) {
        now = time;
    }

    /** The events since the last time. */
    Body take() {
        Body body = new Body(events, places, bytes);
        events = new ArrayList<>();
        places = new ArrayList<>();
        bytes = 0;
        return body;
    }

    @Override
    public void item(byte[] buffer, int offset, int length) {
        try {
            Event event = decoder.decode(buffer, offset, length, now);
            if (event instanceof SyncEvent) {
                broken(ONLY_TCP);
            } else {
                events.add(event);
                places.add(next);
                bytes += length;
                next++;
            }
        } catch (InvalidEventException e) {
            broken(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void nothing() {
        next++;
    }

    @Override
    public void broken(String why) {
        rejections.add(next, why);
        next++;
    }
}
