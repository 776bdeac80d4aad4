package io.spendbell.ingest.spool;

import io.spendbell.event.AlertEvent;
import io.spendbell.event.BudgetEvent;
import io.spendbell.event.Event;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.EventVocabulary;
import io.spendbell.event.InvalidEventException;
import io.spendbell.event.SlackText;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a spooled batch looks like: one event a line, or one Slack message with an id and the time when it came. Not safe for use from several
 * threads.
 */
public final class SpooledLines {
    private static final String SLACK = "slack_text";

    private final EventDecoder decoder;
    private final EventVocabulary vocabulary;

    public SpooledLines(EventVocabulary vocabulary) {
        this.decoder = new EventDecoder(vocabulary);
        this.vocabulary = vocabulary;
    }

    /** A batch of events, each of which is on one line. */
    public static byte[] ofEvents(Collection<byte[]> events) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        events.forEach(event -> {
            lines.writeBytes(event);
            lines.write('\n');
        });
        return lines.toByteArray();
    }

    /** A batch of one message to Slack. */
    public static byte[] ofSlack(String text, String id, Instant arrived) {
        return new JsonObject()
                .put(SLACK, text)
                .put("id", id)
                .put("time", arrived)
                .toBuffer()
                .appendByte((byte) '\n')
                .getBytes();
    }

    /**
     * What a message to Slack tells of, known by an id.
     *
     * @param id that of what has none of its own
     */
    public Event slack(String text, String id, Instant arrived) {
        Event event = SlackText.read(text, vocabulary);
        if (event instanceof BudgetEvent budget) {
            return budget.named(id, arrived);
        }
        return event instanceof AlertEvent alert ? alert.named(alert.id() == null ? id : alert.id(), arrived) : event;
    }

    /**
     * The events of a batch.
     *
     * @param rejections is told of each that is not readable any more
     */
    List<Event> read(byte[] lines, Instant now, Consumer<String> rejections) {
        List<Event> events = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < lines.length; at++) {
            if (lines[at] == '\n') {
                read(lines, start, at - start, now, events, rejections);
                start = at + 1;
            }
        }
        return events;
    }

    private void read(
            byte[] lines, int start, int length, Instant now, List<Event> events, Consumer<String> rejections) {
        try {
            String line = startsWithSlack(lines, start) ? new String(lines, start, length, StandardCharsets.UTF_8) : "";
            if (line.isEmpty()) {
                events.add(decoder.decode(lines, start, length, now));
                return;
            }
            events.add(spooledSlack(line));
        } catch (InvalidEventException e) {
            rejections.accept(String.valueOf(e.getMessage()));
        }
    }

    /** One of another version may lack something. */
    private Event spooledSlack(String line) throws InvalidEventException {
        try {
            JsonObject message = new JsonObject(line);
            if (message.getValue(SLACK) instanceof String text
                    && message.getValue("id") instanceof String id
                    && message.getValue("time") instanceof String time) {
                return slack(text, id, Instant.parse(time));
            }
        } catch (DecodeException | DateTimeParseException e) {
            // Said below.
        } catch (RuntimeException | StackOverflowError e) {
            throw InvalidEventException.unforeseen(e);
        }
        throw new InvalidEventException("spooled message", "of another shape (expected: slack_text, id and time)");
    }

    private static boolean startsWithSlack(byte[] lines, int start) {
        byte[] begin = ("{\"" + SLACK + "\"").getBytes(StandardCharsets.US_ASCII);
        return start + begin.length <= lines.length
                && Arrays.equals(lines, start, start + begin.length, begin, 0, begin.length);
    }
}
