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
 * value for. It is written without data binding, which takes several times the stack for each level.
 */
final class MessageBytes {
    private static final String FORMS =
            "body: not events (expected: a JsonObject, a JsonArray, or NDJSON in a Buffer or String)";
    private static final String NOT_JSON =
            "body: cannot be written as JSON (expected: values that JSON has, nested at most 1000 levels deep)";

    private static final JsonFactory JSON = new JsonFactory();

    private MessageBytes() {}

    /** A message's body cannot be read as events at all; its message says why. */
    static final class UnfitException extends Exception {
        private static final long serialVersionUID = 1L;

        private UnfitException(String why) {
            super(why, null, false, false);
        }
    }

    static byte[] of(Message<?> message) throws UnfitException {
        try {
            return bytes(message.body());
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new UnfitException(NOT_JSON);
        }
    }

    private static byte[] bytes(@Nullable Object body) throws IOException, UnfitException {
        if (body instanceof JsonObject || body instanceof JsonArray) {
            return written(body);
        }
        if (body instanceof Buffer buffer) {
            return buffer.getBytes();
        }
        if (body instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        throw new UnfitException(FORMS);
    }

    private static byte[] written(Object json) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(bytes)) {
            JacksonCodec.encodeJson(json, generator);
        }
        return bytes.toByteArray();
    }
}
