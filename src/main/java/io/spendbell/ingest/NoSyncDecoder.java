package io.spendbell.ingest;

import io.spendbell.event.Event;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.InvalidEventException;
import io.spendbell.event.SyncEvent;
import java.time.Instant;

/** Decodes the events of ways in on which nobody can wait for a {@code sync}: there it is no event. Confined to one thread. */
record NoSyncDecoder(EventDecoder decoder) {

    Event decode(byte[] bytes, int offset, int length, Instant now) throws InvalidEventException {
        Event event = decoder.decode(bytes, offset, length, now);
        if (event instanceof SyncEvent) {
            throw InvalidEventException.unexpected("event", "sync", "another one; sync is for TCP only");
        }
        return event;
    }

    /** As {@link EventDecoder#wasLiteLlm}. */
    boolean wasLiteLlm() {
        return decoder.wasLiteLlm();
    }
}
