package io.spendbell.ingest;

import io.spendbell.event.CallEvent;
import io.spendbell.event.Event;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.Feed;
import io.spendbell.event.InvalidEventException;
import io.spendbell.event.LiteLlmCopy;
import io.spendbell.event.SpendEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/** Decodes a message's items as they are found, and knows each one's place. Confined to one thread. */
final class ItemReader implements ItemSplitter.Items {
    private final NoSyncDecoder decoder;
    private final Rejections rejections;
    private final boolean copies;
    private Instant now;
    private List<Event> events = new ArrayList<>();
    private List<Integer> places = new ArrayList<>();
    private Map<Integer, byte[]> copied = new TreeMap<>();
    private final Set<Feed> feeds = EnumSet.noneOf(Feed.class);
    private long bytes;
    private int next;

    /**
     * A reader of one message.
     *
     * @param rejections takes what is no event
     * @param copies whether what LiteLLM sent is copied, so that it may be spooled
     */
    ItemReader(EventDecoder decoder, Rejections rejections, Instant now, boolean copies) {
        this.copies = copies;
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
        Body body = new Body(events, places, bytes, copied);
        copied = new TreeMap<>();
        events = new ArrayList<>();
        places = new ArrayList<>();
        bytes = 0;
        return body;
    }

    /** By which of LiteLLM's feeds anything of the message came. */
    Set<Feed> feeds() {
        return feeds;
    }

    @Override
    public void item(byte[] buffer, int offset, int length) {
        try {
            Event event = decoder.decode(buffer, offset, length, now);
            boolean isLiteLlm = decoder.wasLiteLlm();
            if (isLiteLlm) {
                feeds.add(event instanceof CallEvent ? Feed.CALLS : Feed.WEBHOOKS);
            }
            if (copies && isLiteLlm) {
                event = copy(buffer, offset, length, event instanceof SpendEvent);
            }
            events.add(event);
            places.add(next);
            bytes += length;
            next++;
        } catch (InvalidEventException e) {
            broken(String.valueOf(e.getMessage()));
        }
    }

    /** What is decoded of the copy has the very id that it would have if it came out of the spool. */
    private Event copy(byte[] buffer, int offset, int length, boolean isSpend) throws InvalidEventException {
        Supplier<String> newId = () -> UUID.randomUUID().toString();
        byte[] copy = isSpend
                ? LiteLlmCopy.ofSpend(buffer, offset, length, now, newId)
                : LiteLlmCopy.of(buffer, offset, length, now, newId);
        copied.put(events.size(), copy);
        return decoder.decode(copy, 0, copy.length, now);
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
