package io.spendbell.redis;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a stream, as a consumer is handed it.
 *
 * @param id its id
 * @param handedOut how many lives of consumers have begun to handle it, this one included where it has
 * @param event the field {@code event}; null where it has none, is not in the stream any more, was not asked for, or found no room in
 *     the answer
 * @param length how many bytes that has; 0 where it is none of the entry's
 */
public record StreamEntry(
        String id, long handedOut, @Nullable Buffer event, long length) {
    private static final String EVENT = "event";

    /** One that is told whole. */
    public StreamEntry(String id, long handedOut, @Nullable Buffer event) {
        this(id, handedOut, event, event == null ? 0 : event.length());
    }

    /** Whether its event is longer than is told. */
    public boolean isTooLong() {
        return length > RedisStream.LONGEST_EVENT;
    }

    /** Whether its event found no room in this answer, and finds it in another one. */
    public boolean isLeft() {
        return event == null && length > 0 && !isTooLong();
    }

    /**
     * The entries of an answer. It is null, or names the stream beside its entries: as a map, or as a list of pairs in the older
     * protocol.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static List<StreamEntry> all(String stream, @Nullable Response answer) {
        List<StreamEntry> entries = new ArrayList<>();
        try {
            if (answer != null && answer.size() > 0) {
                Response all =
                        answer.isMap() ? answer.get(stream) : answer.get(0).get(1);
                all.forEach(each -> entries.add(of(each.get(0), 1, each.get(1))));
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("answer: of another shape (expected: a stream's entries)", e);
        }
        return entries;
    }

    /**
     * The entries of an answer that tells of each its id, its count, its event and how long that is.
     *
     * @throws IllegalArgumentException as above
     */
    static List<StreamEntry> counted(Response answer) {
        List<StreamEntry> entries = new ArrayList<>();
        try {
            answer.forEach(each -> entries.add(told(each)));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("answer: of another shape (expected: a stream's entries)", e);
        }
        return entries;
    }

    private static StreamEntry told(Response each) {
        Response event = each.get(2);
        return new StreamEntry(
                each.get(0).toString(),
                each.get(1).toLong(),
                event == null ? null : event.toBuffer(),
                each.get(3).toLong());
    }

    private static StreamEntry of(Response id, long handedOut, @Nullable Response fields) {
        Buffer event = null;
        for (int i = 0; fields != null && event == null && i + 1 < fields.size(); i += 2) {
            if (fields.get(i).toString().equals(EVENT)) {
                event = fields.get(i + 1).toBuffer();
            }
        }
        return new StreamEntry(id.toString(), handedOut, event);
    }
}
