package io.spendbell.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One Jackson parser for many events, because to make one for each costs as much as to read half an event. It reads from a
 * stream that holds one event at a time and that fails, rather than ends, behind it. After a failure, after a long event
 * and from time to time a new parser takes its place, so that neither its buffers nor its table of names grow without
 * bound. Not safe for use from several threads.
 */
final class EventParser {
    /** How deep an event may nest, fields that are ignored included. */
    static final int DEEPEST = 1_000;

    /** How many bytes a field's name may have, fields that are ignored included. */
    static final int LONGEST_NAME = 50_000;

    /** How many characters are buffered of a string that is read or of any number, before a field's own limit counts. */
    static final int LONGEST_TEXT = 1_000_000;

    private static final int EVENTS_PER_PARSER = 10_000;
    private static final int LONG_EVENT = 65_536;

    /** Lets a new parser find out that its input is UTF-8, for which it wants four bytes. */
    private static final byte[] PRIMER = "{  }".getBytes(StandardCharsets.US_ASCII);

    static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNameLength(LONGEST_NAME)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final OneEvent event = new OneEvent();
    private final Remainder remainder = new Remainder();
    private @Nullable JsonParser parser;
    private int eventsLeft;

    /** A parser that stands before these bytes, which must be UTF-8 without NUL. */
    JsonParser begin(byte[] buffer, int offset, int length) throws IOException {
        if (--eventsLeft < 0) {
            renew();
        }
        if (length > LONG_EVENT) {
            eventsLeft = 0;
        }
        event.hold(buffer, offset, length);
        return Objects.requireNonNull(parser);
    }

    /** Ends with an event whose last token was read, and tells whether only white space followed it. */
    boolean end() throws IOException {
        remainder.blank = event.isRestBlank();
        Objects.requireNonNull(parser).releaseBuffered(remainder);
        event.release();
        return remainder.blank;
    }

    /** Gives up the parser, which stands somewhere inside an event. */
    void abandon() {
        event.release();
        eventsLeft = 0;
    }

    /** How many bytes of the present event come before a position in the parser's input. */
    long positionInEvent(long positionInInput) {
        return positionInInput - event.before;
    }

    private void renew() throws IOException {
        JsonParser old = parser;
        if (old != null) {
            old.close();
        }
        event.startOver();
        event.hold(PRIMER, 0, PRIMER.length);
        JsonParser fresh = JSON.createParser(event);
        fresh.nextToken();
        fresh.nextToken();
        parser = fresh;
        eventsLeft = EVENTS_PER_PARSER;
    }

    /** The bytes of the event that is being read. */
    private static final class OneEvent extends InputStream {
        private static final byte[] NONE = {};

        private byte[] buffer = NONE;
        private int at;
        private int end;
        private int length;

        /** How many bytes the parser was given before this event. */
        private long before;

        /** For a parser that was given nothing yet. */
        void startOver() {
            before = 0;
            length = 0;
        }

        void hold(byte[] bytes, int offset, int count) {
            before += length;
            buffer = bytes;
            at = offset;
            end = offset + count;
            length = count;
        }

        void release() {
            buffer = NONE;
            at = 0;
            end = 0;
        }

        boolean isRestBlank() {
            return isBlank(buffer, at, end);
        }

        @Override
        public int read(byte[] into, int offset, int most) throws IOException {
            if (at == end) {
                throw new EventEnd();
            }
            int count = Math.min(most, end - at);
            System.arraycopy(buffer, at, into, offset, count);
            at += count;
            return count;
        }

        @Override
        public int read() throws IOException {
            if (at == end) {
                throw new EventEnd();
            }
            return buffer[at++] & 0xFF;
        }
    }

    /** The event ended where more was needed. */
    static final class EventEnd extends EOFException {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** Looks at what the parser had taken but not read. */
    private static final class Remainder extends OutputStream {
        private boolean blank;

        @Override
        public void write(byte[] bytes, int offset, int length) {
            blank &= isBlank(bytes, offset, offset + length);
        }

        @Override
        public void write(int one) {
            blank &= isWhiteSpace(one);
        }
    }

    private static boolean isBlank(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && isWhiteSpace(bytes[at])) {
            at++;
        }
        return at == end;
    }

    private static boolean isWhiteSpace(int b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}
