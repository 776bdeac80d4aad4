package io.spendbell.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.JacksonCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A message of the event bus as bytes, so that one decoder's rules hold for all forms. Stateless.
 *
 * <p>What a host hands over as a {@link JsonObject} need not be JSON: it may be nested without end, or hold what JSON has no
 * value for. It is written without data binding, which takes several times the stack for each level, and no further than a
 * message may be long: reading and writing are done on the host's event loop.
 */
final class MessageBytes {
    /** The longest message, in bytes; of what is handed over as JSON, written without white space. */
    static final int LONGEST = 1 << 20;

    private static final String TOO_LONG = "message: longer than allowed (expected: at most " + LONGEST + " bytes)";
    private static final String FORMS =
            "body: not events (expected: a JsonObject, a JsonArray, or NDJSON in a Buffer or String)";
    private static final String NOT_JSON =
            "body: cannot be written as JSON (expected: values that JSON has, nested at most 1000 levels deep)";

    private static final JsonFactory JSON = new JsonFactory();

    private MessageBytes() {}

    /** A message is not read; its message says why. */
    static final class UnfitException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int code;

        private UnfitException(int code, String why) {
            super(why, null, false, false);
            this.code = code;
        }

        /** The failure code of a request's answer. */
        int code() {
            return code;
        }
    }

    /** There is more of a message than it may have. */
    private static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private TooLongException() {
            super(TOO_LONG, null, false, false);
        }
    }

    /** As much as a message may have. */
    private static final class BoundedBytes extends ByteArrayOutputStream {
        @Override
        public synchronized void write(byte[] more, int offset, int length) {
            requireShort((long) count + length);
            super.write(more, offset, length);
        }
    }

    static byte[] of(Message<?> message) throws UnfitException {
        try {
            return bytes(message.body());
        } catch (TooLongException e) {
            throw new UnfitException(EventBusIngestVerticle.TOO_LONG, TOO_LONG);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new UnfitException(EventBusIngestVerticle.UNREADABLE, NOT_JSON);
        }
    }

    private static byte[] bytes(@Nullable Object body) throws IOException, UnfitException {
        if (body instanceof JsonObject || body instanceof JsonArray) {
            return written(body);
        }
        if (body instanceof Buffer buffer) {
            requireShort(buffer.length());
            return buffer.getBytes();
        }
        if (body instanceof String text) {
            requireShort(text.length());
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            requireShort(bytes.length);
            return bytes;
        }
        throw new UnfitException(EventBusIngestVerticle.UNREADABLE, FORMS);
    }

    private static void requireShort(long bytes) {
        if (bytes > LONGEST) {
            throw new TooLongException();
        }
    }

    private static byte[] written(Object json) throws IOException {
        BoundedBytes bytes = new BoundedBytes();
        try (JsonGenerator generator = JSON.createGenerator(bytes)) {
            JacksonCodec.encodeJson(json, generator);
        }
        return bytes.toByteArray();
    }
}
