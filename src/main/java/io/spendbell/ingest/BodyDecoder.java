package io.spendbell.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.spendbell.alerting.Intake;
import io.spendbell.event.Event;
import io.spendbell.event.EventDecoder;
import io.spendbell.event.InvalidEventException;
import io.spendbell.event.SyncEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes messages that hold any number of events: NDJSON, of which one event is the shortest, or a JSON array. Blank lines
 * and nulls of an array are skipped; the latter count as items. Not safe for use from several threads.
 */
final class BodyDecoder {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String ONLY_TCP = "event: sync (expected: another one; sync is for TCP only)";

    private final EventDecoder decoder;

    BodyDecoder(EventDecoder decoder) {
        this.decoder = decoder;
    }

    Body decode(byte[] bytes, Instant now) {
        Reading reading = new Reading(now);
        int first = firstCharacter(bytes);
        if (first < bytes.length && bytes[first] == '[') {
            reading.array(bytes);
        } else {
            reading.lines(bytes);
        }
        return reading.body();
    }

    private static int firstCharacter(byte[] bytes) {
        int at = 0;
        while (at < bytes.length && isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\t' || character == '\r' || character == '\n';
    }

    /** One message. */
    private final class Reading {
        private final Instant now;
        private final List<Event> events = new ArrayList<>();
        private final List<Integer> places = new ArrayList<>();
        private final List<Intake.Rejection> rejections = new ArrayList<>();
        private int next;

        Reading(Instant now) {
            this.now = now;
        }

        Body body() {
            return new Body(events, places, rejections);
        }

        void lines(byte[] bytes) {
            int start = 0;
            for (int at = 0; at <= bytes.length; at++) {
                if (at == bytes.length || bytes[at] == '\n') {
                    line(bytes, start, at);
                    start = at + 1;
                }
            }
        }

        private void line(byte[] bytes, int start, int end) {
            int from = start;
            while (from < end && isBlank(bytes[from])) {
                from++;
            }
            if (from < end) {
                item(bytes, from, end - from);
            }
        }

        /** Finds where each item begins and ends; what follows a fault in the array itself is lost with it. */
        void array(byte[] bytes) {
            try (JsonParser parser = JSON.createParser(bytes)) {
                parser.nextToken();
                JsonToken token;
                while ((token = parser.nextToken()) != null && token != JsonToken.END_ARRAY) {
                    int start = (int) parser.currentTokenLocation().getByteOffset();
                    parser.skipChildren();
                    if (token == JsonToken.VALUE_NULL) {
                        next++;
                    } else if (token == JsonToken.START_OBJECT) {
                        item(bytes, start, (int) parser.currentLocation().getByteOffset() - start);
                    } else {
                        reject("item: not an object (expected: a JSON object)");
                    }
                }
                if (parser.nextToken() != null) {
                    reject("body: something follows the array (expected: nothing)");
                }
            } catch (IOException e) {
                reject("body: not JSON from here on (expected: an array of JSON objects)");
            }
        }

        void item(byte[] bytes, int offset, int length) {
            try {
                Event event = decoder.decode(bytes, offset, length, now);
                if (event instanceof SyncEvent) {
                    reject(ONLY_TCP);
                } else {
                    events.add(event);
                    places.add(next);
                    next++;
                }
            } catch (InvalidEventException e) {
                reject(String.valueOf(e.getMessage()));
            }
        }

        private void reject(String error) {
            rejections.add(new Intake.Rejection(next, error));
            next++;
        }
    }
}
