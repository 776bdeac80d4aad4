package io.spendbell.ingest;

import io.spendbell.event.Event;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.InvalidEventException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Decodes a message's items as they are found, and knows each one's place. Confined to one thread. */
final class ItemReader implements ItemSplitter.Items {
    private final NoSyncDecoder decoder;
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
        this.decoder = new NoSyncDecoder(decoder);
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
            events.add(decoder.decode(buffer, offset, length, now));
            places.add(next);
            bytes += length;
            next++;
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
