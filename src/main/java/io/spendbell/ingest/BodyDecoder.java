package io.spendbell.ingest;

import io.spendbell.event.EventDecoder;
import java.time.Instant;

/**
 * Decodes messages that hold any number of events and are there as a whole: NDJSON, of which one event is the shortest, or a
 * JSON array. Blank lines and nulls of an array are skipped; the latter count as items. Not safe for use from several threads.
 */
final class BodyDecoder {
    private final EventDecoder decoder;

    BodyDecoder(EventDecoder decoder) {
        this.decoder = decoder;
    }

    /**
     * The events of a message.
     *
     * @param rejections takes what is no event
     */
    Body decode(byte[] bytes, Instant now, Rejections rejections) {
        ItemReader reader = new ItemReader(decoder, rejections, now, false);
        ItemSplitter splitter = new ItemSplitter(reader, EventDecoder.UNREAD);
        splitter.feed(bytes, bytes.length);
        splitter.end();
        return reader.take();
    }
}
